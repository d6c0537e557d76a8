package main

import (
	"slices"
	"strings"
	"testing"
)

func kustomizeHeader(path string) map[string]any {
	return map[string]any{"op": "kustomize", "kustomize": map[string]any{
		"path": path, "capabilities": map[string]any{"kubeVersion": "v1.36.3", "apiVersions": []string{"v1"}},
	}}
}

func TestAKustomizationSaysWhatItReadAndWhereObjectsAreWritten(t *testing.T) {
	answer, objects := exchange(t, kustomizeHeader("over"), map[string]string{
		"over/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\n",
		"base/kustomization.yaml": "resources: [m.yaml]\n",
		"base/m.yaml":             "# first\n---\n" + configMap(`"1"`),
		"base/unused.yaml":        "",
	})
	if answer.Error != nil || objects[0]["metadata"].(map[string]any)["name"] != "p-m" {
		t.Fatalf("got %+v, %v", answer.Error, objects)
	}
	if !slices.Equal(answer.Reads, []string{"base/kustomization.yaml", "base/m.yaml", "over/kustomization.yaml"}) {
		t.Errorf("reads %v", answer.Reads)
	}
	if at := answer.Origins[0]; at.File != "base/m.yaml" || at.Line != 3 {
		t.Errorf("origin %+v", at)
	}
}

func TestWhatWasNotSentIsReportedMissing(t *testing.T) {
	answer, _ := exchange(t, kustomizeHeader("k"), map[string]string{"k/kustomization.yaml": "resources: [gone.yaml]\n"})
	if answer.Error == nil || !slices.Contains(answer.Missing, "k/gone.yaml") {
		t.Errorf("error %+v, missing %v", answer.Error, answer.Missing)
	}
}

func TestACustomSchemaDoesNotReachTheNextRender(t *testing.T) {
	patched := map[string]string{
		"k/kustomization.yaml": "resources: [r.yaml]\npatches: [{path: p.yaml}]\n",
		"k/r.yaml":             "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: a, image: x}]}}}\n",
		"k/p.yaml":             "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: b, image: y}]}}}\n",
	}
	containers := func(objects []map[string]any) int {
		spec := objects[0]["spec"].(map[string]any)["template"].(map[string]any)["spec"].(map[string]any)
		return len(spec["containers"].([]any))
	}
	custom := map[string]string{"k/s.json": `{"definitions":{}}`}
	for path, text := range patched {
		custom[path] = text
	}
	custom["k/kustomization.yaml"] += "openapi: {path: s.json}\n"
	_, before := exchange(t, kustomizeHeader("k"), patched)
	_, within := exchange(t, kustomizeHeader("k"), custom)
	_, after := exchange(t, kustomizeHeader("k"), patched)
	if containers(before) != 2 || containers(within) != 1 || containers(after) != 2 {
		t.Errorf("containers %d, %d, %d", containers(before), containers(within), containers(after))
	}
}

func TestKustomizeFailuresAreOneSentence(t *testing.T) {
	cases := map[string]struct {
		files map[string]string
		want  string
	}{
		"outside":       {map[string]string{"k/kustomization.yaml": "configMapGenerator: [{name: a, files: [../x]}]", "x": "1"}, "x is outside of the kustomization's directory"},
		"cycle":         {map[string]string{"k/kustomization.yaml": "resources: [../o]", "o/kustomization.yaml": "resources: [../k]"}, "a cycle"},
		"unknown field": {map[string]string{"k/kustomization.yaml": "resource: []"}, `the kustomization cannot be read: json: unknown field "resource"`},
		"two files":     {map[string]string{"k/kustomization.yaml": "namePrefix: a", "k/Kustomization": "namePrefix: a"}, "more than one kustomization file"},
		"missing file":  {map[string]string{"k/kustomization.yaml": "resources: [a.yaml]"}, "a.yaml does not exist"},
		"no target":     {map[string]string{"k/kustomization.yaml": "patches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}'}]"}, "matches no object"},
		"twice":         {map[string]string{"k/kustomization.yaml": "resources: [a.yaml, b.yaml]", "k/a.yaml": configMap("a"), "k/b.yaml": configMap("b")}, "is given twice"},
		"plugin":        {map[string]string{"k/kustomization.yaml": "generators: [g.yaml]", "k/g.yaml": "apiVersion: e.com/v1\nkind: G\nmetadata: {name: g}"}, "external plugin"},
		"chart":         {map[string]string{"k/kustomization.yaml": "helmCharts: [{name: redis, version: 1.2.3, repo: 'https://r.example'}]"}, "chart redis 1.2.3 of helmCharts, from repository https://r.example, is not at k/charts/redis"},
		"template":      {map[string]string{"k/kustomization.yaml": "helmCharts: [{name: c}]", "k/charts/c/Chart.yaml": chartYAML, "k/charts/c/templates/a.yaml": `{{ fail "no" }}`}, "chart c of helmCharts: no"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			answer, _ := exchange(t, kustomizeHeader("k"), c.files)
			if answer.Error == nil || !strings.Contains(answer.Error.Message, c.want) {
				t.Errorf("got  %+v\nwant %s", answer.Error, c.want)
			}
		})
	}
}

func TestBrokenYamlOfAResourceIsPlaced(t *testing.T) {
	answer, _ := exchange(t, kustomizeHeader("k"), map[string]string{"k/kustomization.yaml": "resources: [a.yaml]", "k/a.yaml": "kind: A\na: b: c\n"})
	if answer.Error == nil || answer.Error.File != "k/a.yaml" || answer.Error.Line == 0 {
		t.Errorf("got %+v", answer.Error)
	}
}

func TestAMissingFileIsPlacedWhereItIsNamed(t *testing.T) {
	answer, _ := exchange(t, kustomizeHeader("k"), map[string]string{"k/kustomization.yaml": "namePrefix: a\nresources:\n- deep/gone.yaml\n"})
	if answer.Error == nil || answer.Error.File != "k/kustomization.yaml" || answer.Error.Line != 3 {
		t.Errorf("got %+v", answer.Error)
	}
}

func TestChartsOfABaseGoToTheNamespaceOfTheOverlay(t *testing.T) {
	_, objects := exchange(t, kustomizeHeader("o"), map[string]string{
		"o/kustomization.yaml":           "namespace: prod\nresources: [../b]",
		"b/kustomization.yaml":           "helmCharts: [{name: c, releaseName: r}]",
		"b/charts/c/Chart.yaml":          chartYAML,
		"b/charts/c/templates/a.yaml":    configMap(`"{{ .Release.Namespace }} {{ .Release.Name }}"`),
		"b/charts/c/templates/b.yaml":    "",
		"b/charts/c/templates/NOTES.txt": "hi",
	})
	if got := valueOf(t, objects); got != "prod r" {
		t.Errorf("got %v", got)
	}
}
