// Package fake exists so that `go mod tidy` finds what the tests of Helm's engine import.
package fake
