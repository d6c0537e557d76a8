package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// A message is a little-endian u32, that many bytes of JSON (the header), and a body the header refers to.
// The body of a request is the content of its files, one after the other; the body of a response is a JSON array of objects.

type request struct {
	Op          string            `json:"op"`
	Files       []span            `json:"files"`
	OutputBytes int               `json:"outputBytes"`
	Ignore      *ignoreRequest    `json:"ignore"`
	Helm        *helmRequest      `json:"helm"`
	Kustomize   *kustomizeRequest `json:"kustomize"`
}

// span says where in the body one file is.
type span struct {
	Path   string `json:"path"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
}

type capabilities struct {
	KubeVersion string   `json:"kubeVersion"`
	APIVersions []string `json:"apiVersions"`
}

type response struct {
	// Origins has one entry for each object of the body, in the same order.
	Origins  []origin      `json:"origins"`
	Notes    string        `json:"notes,omitempty"`
	Chart    *chartInfo    `json:"chart,omitempty"`
	Reads    []string      `json:"reads"`
	Missing  []string      `json:"missing,omitempty"`
	Lookups  []lookupQuery `json:"lookups,omitempty"`
	Draws    []string      `json:"draws,omitempty"`
	Warnings []string      `json:"warnings,omitempty"`
	Kept     []string      `json:"kept,omitempty"`
	Error    *failure      `json:"error,omitempty"`

	objects []json.RawMessage
}

// origin is where in the files an object was written. Line is 0 when it cannot be told.
type origin struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	// Index of the document among those of the file.
	Index int  `json:"index"`
	Hook  bool `json:"hook,omitempty"`
}

type chartInfo struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	AppVersion string `json:"appVersion,omitempty"`
}

func decode(message []byte) (*request, *bundle, error) {
	if len(message) < 4 {
		return nil, nil, fmt.Errorf("a message of %d bytes has no header", len(message))
	}
	size := int(binary.LittleEndian.Uint32(message))
	if size > len(message)-4 {
		return nil, nil, fmt.Errorf("the header would end after the message")
	}
	var r request
	if err := json.Unmarshal(message[4:4+size], &r); err != nil {
		return nil, nil, fmt.Errorf("unreadable header: %w", err)
	}
	files, err := newBundle(r.Files, message[4+size:])
	return &r, files, err
}

func (r *response) encode(limit int) []byte {
	size := 2
	for _, object := range r.objects {
		size += len(object) + 1
	}
	if limit > 0 && size > limit {
		r.objects, r.Origins, size = nil, nil, 2
		r.Error = &failure{Kind: kindLimit, Message: fmt.Sprintf("the rendered objects take more than %d MiB", limit>>20)}
	}
	header, err := json.Marshal(r)
	if err != nil {
		header, _ = json.Marshal(response{Error: &failure{Kind: kindRender, Message: err.Error()}})
	}
	out := make([]byte, 4, 4+len(header)+size)
	binary.LittleEndian.PutUint32(out, uint32(len(header)))
	out = append(append(out, header...), '[')
	for i, object := range r.objects {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, object...)
	}
	return append(out, ']')
}
