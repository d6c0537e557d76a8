// Package scheme stands in for client-go's. It registers no type: capabilities are an input of every render,
// so the list that Helm derives from this scheme is not used.
package scheme

import "k8s.io/apimachinery/pkg/runtime"

var Scheme = runtime.NewScheme()
