package main

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// Kustomize wraps an error once for every directory it went through and repeats the whole under `accumulation err='…'`.
// These rules find the innermost sentence; the first that matches is taken.
var kustomizeRules = []struct {
	pattern *regexp.Regexp
	kind    string
	message string // $1… are the pattern's groups
	file    string
	hint    string
}{
	{pattern: regexp.MustCompile(`security; file '([^']+)' is not in or below '([^']+)'`), kind: kindInput, file: "$2",
		message: "$1 is outside of the kustomization's directory, and Kustomize reads files only in or below it",
		hint:    "make a kustomization of the directory that holds it and list that under resources"},
	{pattern: regexp.MustCompile(`cycle detected: candidate root '([^']+)' contains visited root '([^']+)'`), kind: kindInput, file: "$2",
		message: "it refers to $1, which holds or refers to it: a cycle"},
	{pattern: regexp.MustCompile(`Found multiple kustomization files under: (\S+)`), kind: kindInput, file: "$1",
		message: "there is more than one kustomization file", hint: "keep one of kustomization.yaml, kustomization.yml, Kustomization"},
	{pattern: regexp.MustCompile(`must build at directory: not a valid directory: .*?'([^']+)' doesn't exist`), kind: kindInput, message: "$1 does not exist"},
	{pattern: regexp.MustCompile(`invalid Kustomization: (.*?yaml: .*?|json: unknown field "[^"]+"|json: .*?)(?:'|$)`), kind: kindInput, message: "the kustomization cannot be read: $1"},
	{pattern: regexp.MustCompile(`external plugins disabled; unable to load external plugin '([^']+)'`), kind: kindRender,
		message: "it wants the external plugin $1, and a renderer runs no program",
		hint:    "render with Kustomize beforehand, or use a built-in generator or transformer"},
	{pattern: regexp.MustCompile(`unable to find one of .* in directory '([^']+)'`), kind: kindInput, file: "$1",
		message: "$1 holds no kustomization file"},
	{pattern: regexp.MustCompile(`(?:file|dir|path) '?([^' ]+)'? (?:doesn't|does not) exist|'([^']+)' doesn't exist`), kind: kindInput, message: "$1$2 does not exist"},
	{pattern: regexp.MustCompile(`no matches for Id ([^;]+); failed to find unique target for patch (\S+)`), kind: kindRender,
		message: "the patch for $1 matches no object"},
	{pattern: regexp.MustCompile(`no resource matches strategic merge patch "([^"]+)"`), kind: kindRender, message: "the patch for $1 matches no object"},
	{pattern: regexp.MustCompile(`may not add resource with an already registered id: ([^'"]+)`), kind: kindInput, message: "$1 is given twice"},
	{pattern: regexp.MustCompile(`(?:MalformedYAMLError|malformed YAML error|yaml): (.*?in File: .*?|.*?)(?:'|$)`), kind: kindInput, message: "it holds YAML that cannot be read: $1"},
}

var (
	inFile    = regexp.MustCompile(`in File: (\S+?)(?:'|"|$|\s)|accumulating resources from '([^']+)'`)
	ofTarget  = regexp.MustCompile(`(?:recursed accumulation of path|couldn't make target for path) '([^']+)'`)
	yamlPlace = regexp.MustCompile(`yaml: line (\d+):`)
	rootPath  = regexp.MustCompile(`(^|[\s'"(\[=])/([A-Za-z0-9._-])`)
)

func kustomizeFailure(err error, directory string, files *bundle) *failure {
	text := strings.ReplaceAll(oneLine(err.Error()), `\"`, `"`)
	f := &failure{Kind: kindRender, File: directory, Message: text}
	if targets := ofTarget.FindAllStringSubmatch(text, -1); len(targets) > 0 {
		f.File = relative(targets[len(targets)-1][1])
	}
	if place := inFile.FindStringSubmatch(text); place != nil && strings.Contains(text, "YAML") {
		name := place[1] + place[2]
		if strings.HasPrefix(name, "/") {
			f.File = relative(name)
		} else {
			f.File = relative(f.File + "/" + name)
		}
	}
	if place := yamlPlace.FindStringSubmatch(text); place != nil {
		f.Line = number(place[1])
	}
	for _, rule := range kustomizeRules {
		match := rule.pattern.FindStringSubmatchIndex(text)
		if match == nil {
			continue
		}
		f.Kind, f.Hint = rule.kind, rule.hint
		f.Message = string(rule.pattern.ExpandString(nil, rule.message, text, match))
		if rule.file != "" {
			f.File = relative(string(rule.pattern.ExpandString(nil, rule.file, text, match)))
		}
		break
	}
	if len(f.Message) > 600 {
		f.Message = f.Message[:250] + " … " + f.Message[len(f.Message)-300:]
	}
	if file := kustomizationFile(files, f.File); file != "" {
		f.File = file
	}
	if f.Line == 0 && f.Kind == kindInput {
		word, _, _ := strings.Cut(f.Message, " ")
		f.Line = lineOf(files.data[f.File], path.Base(word))
	}
	f.Message = rootPath.ReplaceAllString(f.Message, "$1$2")
	return f
}

// lineOf is the first line that holds a text, 0 when none does.
func lineOf(data []byte, text string) int {
	at := bytes.Index(data, []byte(text))
	if at < 0 || strings.Trim(text, "./") == "" {
		return 0
	}
	return 1 + bytes.Count(data[:at], []byte("\n"))
}
