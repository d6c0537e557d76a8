// Package kubernetes exists because Helm imports it to have client-go's version in the build information.
package kubernetes
