// Package rest stands in for client-go's: Helm's engine names Config in signatures that tug never calls.
package rest

// Config would say how to reach an API server. A renderer reaches none.
type Config struct{}
