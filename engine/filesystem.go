package main

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// recordingFS is Kustomize's in-memory file system that remembers which files were read and which paths were looked for in
// vain: the host sends those that it has and renders again.
type recordingFS struct {
	filesys.FileSystem
	read    map[string]bool
	missing map[string]bool
	charts  *chartInflator
}

func newRecordingFS(files *bundle) (*recordingFS, error) {
	inner := filesys.MakeFsInMemory()
	for _, file := range files.paths {
		if err := inner.WriteFile("/"+file, files.data[file]); err != nil {
			return nil, &failure{Kind: kindInput, File: file, Message: oneLine(err.Error())}
		}
	}
	return &recordingFS{FileSystem: inner, read: map[string]bool{}, missing: map[string]bool{}}, nil
}

func (f *recordingFS) ReadFile(name string) ([]byte, error) {
	f.look(name)
	data, err := f.FileSystem.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f.read[relative(name)] = true
	return f.charts.inflate(name, data), nil
}

func (f *recordingFS) Open(name string) (filesys.File, error) {
	f.look(name)
	if f.FileSystem.Exists(name) && !f.FileSystem.IsDir(name) {
		f.read[relative(name)] = true
	}
	return f.FileSystem.Open(name)
}

func (f *recordingFS) IsDir(name string) bool {
	f.look(name)
	return f.FileSystem.IsDir(name)
}

func (f *recordingFS) Exists(name string) bool {
	f.look(name)
	return f.FileSystem.Exists(name)
}

func (f *recordingFS) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	f.look(name)
	return f.FileSystem.CleanedAbs(name)
}

func (f *recordingFS) Walk(name string, visit filepath.WalkFunc) error {
	f.look(name)
	return f.FileSystem.Walk(name, visit)
}

func (f *recordingFS) look(name string) {
	if name != "" && !f.FileSystem.Exists(name) {
		f.missing[relative(name)] = true
	}
}

// readBelow notes that every file of a directory was read.
func (f *recordingFS) readBelow(directory string, files *bundle) {
	for _, file := range files.paths {
		f.read[relative(path.Join(directory, file))] = true
	}
}

func relative(name string) string { return strings.TrimPrefix(path.Clean("/"+name), "/") }

func sorted(set map[string]bool) []string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
