package main

import (
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
	// A schema given by `openapi` stays in a global variable of Kustomize's; the next render must not see it.
	defer func() {
		if openapi.GetSchemaVersion() != defaultSchema {
			openapi.ResetOpenAPI()
		}
	}()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fs, "/"+r.Path)
	out.Reads, out.Missing, out.Draws = sorted(fs.read), sorted(fs.missing), drawn.names()
	if fs.charts.failed != nil {
		return fs.charts.failed
	}
	if err != nil {
		return kustomizeFailure(err, r.Path)
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

var defaultSchema = openapi.GetSchemaVersion()

func isKustomizationFile(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	for _, known := range kustomizationNames {
		if base == known {
			return true
		}
	}
	return false
}
