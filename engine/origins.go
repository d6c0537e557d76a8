package main

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/yaml"
)

// originFinder tells which file an object of a kustomization was written in. Kustomize can write that into annotations, but an
// annotation that is there while patches run can change what they do; so the files that were read are searched instead.
// Names get prefixes, suffixes and hashes on the way: the longest written name that the final one contains is taken.
// It is for messages only.
type originFinder struct {
	byKind map[string][]written
	files  *bundle
}

type written struct {
	name string
	at   origin
}

var (
	kindLine = regexp.MustCompile(`(?m)^kind:[ \t]*["']?([A-Za-z0-9]+)`)
	nameText = regexp.MustCompile(`(?m)(^ +|[{,] *)name: *["']?([^"'\s#,}]+)`)
	metaText = regexp.MustCompile(`(?m)^metadata:(.*\n?(?:[ \t#].*\n?|\n)*)`)
	cutLine  = regexp.MustCompile(`(?m)^---.*$`)
)

func newOriginFinder(fs *recordingFS, files *bundle) *originFinder {
	finder := &originFinder{byKind: map[string][]written{}, files: files}
	read := sorted(fs.read)
	patches := patchFiles(slices.DeleteFunc(slices.Clone(read), func(file string) bool { return !isKustomizationFile(file) }), files)
	for _, file := range read {
		data, ok := files.data[file]
		if !ok || isKustomizationFile(file) || patches[file] || len(data) > 4<<20 {
			continue
		}
		finder.scan(file, string(data))
	}
	return finder
}

func (f *originFinder) scan(file, text string) {
	start, index := 0, 0
	note := func(end int) {
		document := text[start:end]
		kind := kindLine.FindStringSubmatch(document)
		name := writtenName(document)
		if kind == nil || name == "" {
			return
		}
		blank := len(document) - len(strings.TrimLeft(document, " \t\r\n"))
		line := 1 + strings.Count(text[:start+blank], "\n")
		f.byKind[kind[1]] = append(f.byKind[kind[1]], written{name: name, at: origin{File: file, Line: line, Index: index}})
		index++
	}
	for _, cut := range cutLine.FindAllStringIndex(text, -1) {
		note(cut[0])
		start = cut[1]
	}
	note(len(text))
}

// writtenName is the least indented `name` of the metadata: others are labels.
func writtenName(document string) string {
	metadata := metaText.FindStringSubmatch(document)
	if metadata == nil {
		return ""
	}
	name, least := "", len(document)
	for _, found := range nameText.FindAllStringSubmatch(metadata[1], -1) {
		if len(found[1]) < least {
			name, least = found[2], len(found[1])
		}
	}
	return name
}

func (f *originFinder) find(kind, name, directory string) origin {
	best := written{}
	for _, candidate := range f.byKind[kind] {
		if len(candidate.name) > len(best.name) && strings.Contains(name, candidate.name) {
			best = candidate
		}
	}
	if best.name != "" {
		return best.at
	}
	if file := kustomizationFile(f.files, directory); file != "" {
		return origin{File: file}
	}
	return origin{File: directory}
}

func kustomizationFile(files *bundle, directory string) string {
	for _, base := range kustomizationNames {
		file := relative(directory + "/" + base)
		if _, ok := files.data[file]; ok {
			return file
		}
	}
	return ""
}

// patchFiles are those that change objects written elsewhere.
func patchFiles(kustomizations []string, files *bundle) map[string]bool {
	patches := map[string]bool{}
	for _, file := range kustomizations {
		var k types.Kustomization
		if yaml.Unmarshal(files.data[file], &k) != nil {
			continue
		}
		for _, patch := range append(k.Patches, k.PatchesJson6902...) {
			patches[path.Join(path.Dir(file), patch.Path)] = true
		}
		for _, patch := range k.PatchesStrategicMerge {
			patches[path.Join(path.Dir(file), string(patch))] = true
		}
	}
	return patches
}
