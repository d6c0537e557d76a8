// Package v1 stands in for apiextensions-apiserver's, see client-go's kubernetes/scheme.
package v1

import "k8s.io/apimachinery/pkg/runtime"

func AddToScheme(*runtime.Scheme) error { return nil }
