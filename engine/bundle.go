package main

import (
	"fmt"
	"sort"
	"strings"
)

// bundle is the files that came with a request, by path. Paths are relative and `/`-separated, as the host made them.
type bundle struct {
	paths []string
	data  map[string][]byte
}

func newBundle(spans []span, body []byte) (*bundle, error) {
	b := &bundle{paths: make([]string, 0, len(spans)), data: make(map[string][]byte, len(spans))}
	for _, s := range spans {
		if s.Offset < 0 || s.Length < 0 || s.Offset > len(body)-s.Length {
			return nil, fmt.Errorf("file %q lies outside of the message", s.Path)
		}
		b.paths = append(b.paths, s.Path)
		b.data[s.Path] = body[s.Offset : s.Offset+s.Length : s.Offset+s.Length]
	}
	sort.Strings(b.paths)
	return b, nil
}

// below gives the files of one directory, their paths relative to it. The empty directory is all of them.
func (b *bundle) below(directory string) *bundle {
	if directory == "" {
		return b
	}
	inner := &bundle{data: map[string][]byte{}}
	for _, path := range b.paths {
		if rest, ok := strings.CutPrefix(path, directory+"/"); ok {
			inner.paths = append(inner.paths, rest)
			inner.data[rest] = b.data[path]
		}
	}
	return inner
}
