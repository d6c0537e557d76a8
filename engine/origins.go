package main

import (
	"regexp"
	"strings"
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
	nameLine = regexp.MustCompile(`(?m)^  +name:[ \t]*["']?([^"'\s#]+)`)
	metaLine = regexp.MustCompile(`(?m)^metadata:`)
	cutLine  = regexp.MustCompile(`(?m)^---.*$`)
)

func newOriginFinder(fs *recordingFS, files *bundle) *originFinder {
	finder := &originFinder{byKind: map[string][]written{}, files: files}
	for _, file := range sorted(fs.read) {
		data, ok := files.data[file]
		if !ok || isKustomizationFile(file) || len(data) > 4<<20 {
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
		meta := metaLine.FindStringIndex(document)
		if kind == nil || meta == nil {
			return
		}
		name := nameLine.FindStringSubmatch(document[meta[1]:])
		if name == nil {
			return
		}
		blank := len(document) - len(strings.TrimLeft(document, " \t\r\n"))
		line := 1 + strings.Count(text[:start+blank], "\n")
		f.byKind[kind[1]] = append(f.byKind[kind[1]], written{name: name[1], at: origin{File: file, Line: line, Index: index}})
		index++
	}
	for _, cut := range cutLine.FindAllStringIndex(text, -1) {
		note(cut[0])
		start = cut[1]
	}
	note(len(text))
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
	for _, base := range kustomizationNames {
		if file := relative(directory + "/" + base); f.files.data[file] != nil {
			return origin{File: file}
		}
	}
	return origin{File: directory}
}
