package main

import (
	"fmt"
	"os"
	"path"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/ignore"
)

// ignoreRequest asks which of some paths of a chart its .helmignore leaves, so that the host reads no file for nothing.
// Paths are relative to the chart; a directory's ends with a slash.
type ignoreRequest struct {
	Rules string   `json:"rules"`
	Paths []string `json:"paths"`
}

func keptByHelmignore(r *ignoreRequest) ([]string, error) {
	rules, err := helmignore([]byte(r.Rules))
	if err != nil {
		return nil, err
	}
	kept := make([]string, 0, len(r.Paths))
	for _, p := range r.Paths {
		directory := strings.HasSuffix(p, "/")
		if !rules.Ignore(strings.TrimSuffix(p, "/"), entry{name: path.Base(p), directory: directory}) {
			kept = append(kept, p)
		}
	}
	return kept, nil
}

func helmignore(text []byte) (*ignore.Rules, error) {
	rules, err := ignore.Parse(strings.NewReader(string(text)))
	if err != nil {
		return nil, &failure{Kind: kindInput, Message: fmt.Sprintf(".helmignore cannot be read: %v", err), File: ".helmignore"}
	}
	rules.AddDefaults()
	return rules, nil
}

// withoutIgnored drops what the chart's own .helmignore names. As in Helm, a directory that is ignored takes all it holds with it,
// and only the outermost chart's rules count.
func withoutIgnored(files *bundle) (*bundle, error) {
	rules, err := helmignore(files.data[ignore.HelmIgnore])
	if err != nil {
		return nil, err
	}
	directories := map[string]bool{"": false, ".": false}
	var ignored func(directory string) bool
	ignored = func(directory string) bool {
		known, ok := directories[directory]
		if !ok {
			known = ignored(path.Dir(directory)) || rules.Ignore(directory, entry{name: path.Base(directory), directory: true})
			directories[directory] = known
		}
		return known
	}
	kept := &bundle{data: map[string][]byte{}}
	for _, p := range files.paths {
		if ignored(path.Dir(p)) || rules.Ignore(p, entry{name: path.Base(p)}) {
			continue
		}
		kept.paths = append(kept.paths, p)
		kept.data[p] = files.data[p]
	}
	return kept, nil
}

// entry is the little that ignore rules want to know of a file.
type entry struct {
	name      string
	directory bool
}

func (e entry) Name() string     { return e.name }
func (entry) Size() int64        { return 0 }
func (entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool      { return e.directory }
func (entry) Sys() any           { return nil }
func (e entry) Mode() os.FileMode {
	if e.directory {
		return os.ModeDir | 0o755
	}
	return 0o644
}
