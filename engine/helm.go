package main

import (
	"fmt"
	"strings"

	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/strvals"
)

type helmRequest struct {
	// Chart is the directory of the chart among the files, or the file of a packed one.
	Chart        string           `json:"chart"`
	Release      string           `json:"release"`
	Namespace    string           `json:"namespace"`
	Values       []map[string]any `json:"values"`
	Set          []string         `json:"set"`
	IncludeCRDs  bool             `json:"includeCrds"`
	IsUpgrade    bool             `json:"isUpgrade"`
	Revision     int              `json:"revision"`
	Capabilities capabilities     `json:"capabilities"`
	Lookups      []lookupAnswer   `json:"lookups"`
}

func renderHelm(r *helmRequest, files *bundle, outputBytes int, out *response) error {
	values, err := r.values()
	if err != nil {
		return err
	}
	found := newLookups(r.Lookups)
	drawn := &draws{called: map[string]bool{}}
	run := &chartRun{
		files: files.below(r.Chart), archive: files.data[r.Chart],
		release: r.Release, namespace: r.Namespace, values: values, caps: r.Capabilities,
		isUpgrade: r.IsUpgrade, revision: r.Revision, lookups: found, draws: drawn, outputBytes: outputBytes,
	}
	done, err := run.render()
	// Also a render that failed may have failed for want of an answer.
	out.Reads, out.Lookups, out.Draws = files.paths, found.asked, drawn.names()
	if err != nil {
		return err
	}
	out.Notes = done.notes
	out.Chart = &chartInfo{Name: done.chart.Name(), Version: done.chart.Metadata.Version, AppVersion: done.chart.Metadata.AppVersion}
	if r.IncludeCRDs {
		for _, crd := range done.crds {
			if err := out.addStream(crd.Filename, crd.File.Data); err != nil {
				return err
			}
		}
	}
	index := map[string]int{}
	add := func(file, content string, hook bool) error {
		at := origin{File: file, Index: index[file], Hook: hook}
		index[file]++
		// Helm prints a newline after each; a block scalar at the end is read otherwise without it.
		return out.add(at, []byte(content+"\n"))
	}
	for _, manifest := range done.manifests {
		if err := add(manifest.Name, manifest.Content, false); err != nil {
			return err
		}
	}
	for _, hook := range done.hooks {
		if err := add(hook.Path, hook.Manifest, true); err != nil {
			return err
		}
	}
	return nil
}

// values lays the values over each other, left to right, and the `--set` expressions over them.
func (r *helmRequest) values() (map[string]any, error) {
	values := map[string]any{}
	for _, layer := range r.Values {
		values = loader.MergeMaps(values, layer)
	}
	for _, expression := range r.Set {
		if err := strvals.ParseInto(expression, values); err != nil {
			// The expression may hold a secret: only its left side is told.
			key, _, _ := strings.Cut(expression, "=")
			return nil, &failure{Kind: kindInput, Message: fmt.Sprintf("the --set expression for %q cannot be parsed: %s", key, setReason(err, expression))}
		}
	}
	return values, nil
}

func setReason(err error, expression string) string {
	if text := err.Error(); !strings.Contains(text, expression) {
		return oneLine(text)
	}
	return "it is not KEY=VALUE"
}
