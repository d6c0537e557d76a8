package main

import (
	"errors"
	"strings"
)

// What went wrong, told as the host's Problem wants it: one sentence and a place.
type failure struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

const (
	kindInput  = "input"  // a file is not what it should be
	kindRender = "render" // the files were read, and rendering them failed
	kindLimit  = "limit"
	kindDefect = "defect" // the host and the engine misunderstand each other
)

func (f *failure) Error() string { return f.Message }

func asFailure(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return &failure{Kind: kindRender, Message: oneLine(err.Error())}
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
