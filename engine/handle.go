package main

import (
	"fmt"
	"runtime/debug"
	"slices"
)

func init() {
	// A render is short and mostly allocates: collect late, but well before the module's memory bound (see engine/build.ts) is reached.
	debug.SetGCPercent(300)
	debug.SetMemoryLimit(640 << 20)
}

// handle answers one request. It never panics: what Helm's or Kustomize's code panics about is an error of the render.
func handle(message []byte) (answer []byte) {
	limit := 0
	notices.reset()
	out := &response{}
	defer func() {
		if cause := recover(); cause != nil {
			out = &response{Error: &failure{Kind: kindRender, Message: fmt.Sprintf("the renderer gave up: %v", cause)}}
		}
		out.Warnings = slices.Concat(out.Warnings, notices.take())
		answer = out.encode(limit)
	}()

	r, files, err := decode(message)
	if err != nil {
		out.Error = &failure{Kind: kindDefect, Message: err.Error()}
		return
	}
	limit = r.OutputBytes
	switch {
	case r.Op == "ignore" && r.Ignore != nil:
		out.Kept, err = keptByHelmignore(r.Ignore)
	case r.Op == "helm" && r.Helm != nil:
		err = renderHelm(r.Helm, files, limit, out)
	case r.Op == "kustomize" && r.Kustomize != nil:
		err = renderKustomize(r.Kustomize, files, out)
	default:
		err = &failure{Kind: kindDefect, Message: fmt.Sprintf("unknown request %q", r.Op)}
	}
	if err != nil {
		out.Error = asFailure(err)
	}
	return
}
