package main

import (
	"bytes"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

type kustomizeRequest struct {
	// Path is the directory of the kustomization among the files.
	Path         string       `json:"path"`
	Capabilities capabilities `json:"capabilities"`
}

// The names a kustomization file may have, see konfig.
var kustomizationNames = konfig.RecognizedKustomizationFileNames()

func renderKustomize(r *kustomizeRequest, files *bundle, out *response) error {
	fs, err := newRecordingFS(files)
	if err != nil {
		return err
	}
	drawn := &draws{called: map[string]bool{}}
	fs.charts = newChartInflator(fs, files, r, drawn)
	if givesSchema(files) {
		// A schema is kept in a global variable of Kustomize's, laid over the one that was there: this render must see only
		// its own, and the next none of it.
		openapi.ResetOpenAPI()
		defer openapi.ResetOpenAPI()
	}
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified // what the command line does without a flag
	resources, err := krusty.MakeKustomizer(options).Run(fs, "/"+r.Path)
	out.Reads, out.Missing, out.Draws = sorted(fs.read), sorted(fs.missing), drawn.names()
	if fs.charts.failed != nil {
		return fs.charts.failed
	}
	if err != nil {
		return kustomizeFailure(err, r.Path, files)
	}
	origins := newOriginFinder(fs, files)
	for _, resource := range resources.Resources() {
		data, err := resource.MarshalJSON()
		if err != nil {
			return &failure{Kind: kindRender, Message: oneLine(err.Error())}
		}
		if err := out.addJSON(origins.find(resource.GetKind(), resource.GetName(), r.Path), data); err != nil {
			return err
		}
	}
	return nil
}

func givesSchema(files *bundle) bool {
	for _, file := range files.paths {
		if isKustomizationFile(file) && bytes.Contains(files.data[file], []byte("openapi")) {
			return true
		}
	}
	return false
}

func isKustomizationFile(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	for _, known := range kustomizationNames {
		if base == known {
			return true
		}
	}
	return false
}
