package main

import (
	"slices"
	"strings"
	"testing"
)

func TestValuesAreLaidOverEachOtherAndSetComesLast(t *testing.T) {
	_, objects := exchange(t, helmHeader(map[string]any{
		"values": []map[string]any{{"a": map[string]any{"x": 1, "y": 1}}, {"a": map[string]any{"x": 2}}},
		"set":    []string{"a.z=3"},
	}), map[string]string{"c/Chart.yaml": chartYAML, "c/templates/a.yaml": configMap(`{{ .Values.a | toJson | quote }}`)})
	if got := valueOf(t, objects); got != `{"x":2,"y":1,"z":3}` {
		t.Errorf("got %v", got)
	}
}

func TestLookupReportsWhatItCouldNotAnswer(t *testing.T) {
	files := map[string]string{"c/Chart.yaml": chartYAML, "c/templates/a.yaml": configMap(`{{ with lookup "v1" "Secret" "n" "s" }}{{ .data.k }}{{ else }}none{{ end }}`)}
	answer, objects := exchange(t, helmHeader(nil), files)
	want := lookupQuery{APIVersion: "v1", Kind: "Secret", Namespace: "n", Name: "s"}
	if !slices.Equal(answer.Lookups, []lookupQuery{want}) || valueOf(t, objects) != "none" {
		t.Fatalf("got %v, %v", answer.Lookups, objects)
	}
	known := map[string]any{"apiVersion": "v1", "kind": "Secret", "namespace": "n", "name": "s", "object": map[string]any{"data": map[string]any{"k": "found"}}}
	answer, objects = exchange(t, helmHeader(map[string]any{"lookups": []any{known}}), files)
	if len(answer.Lookups) != 0 || valueOf(t, objects) != "found" {
		t.Fatalf("got %v, %v", answer.Lookups, objects)
	}
}

func TestFunctionsThatDrawAreNamed(t *testing.T) {
	answer, _ := exchange(t, helmHeader(nil), map[string]string{
		"c/Chart.yaml":       chartYAML,
		"c/templates/a.yaml": configMap(`{{ printf "%s %s" (randAlphaNum 5) (now | date "2006") | quote }}`),
	})
	if !slices.Equal(answer.Draws, []string{"now", "randAlphaNum"}) {
		t.Errorf("got %v", answer.Draws)
	}
}

func TestFailuresSayOneSentenceAndThePlace(t *testing.T) {
	helper := `{{ define "h" }}{{ .Values.a.b.c }}{{ end }}`
	cases := map[string]struct {
		files map[string]string
		want  string // FILE:LINE MESSAGE, a part of it
	}{
		"fail":            {map[string]string{"templates/a.yaml": "\n{{ fail \"no luck\" }}"}, "shop/templates/a.yaml:2 no luck"},
		"required":        {map[string]string{"templates/a.yaml": `{{ required "set x" .Values.x }}`}, "shop/templates/a.yaml:1 set x"},
		"parse":           {map[string]string{"templates/a.yaml": "a\nb\n{{ if }}"}, "shop/templates/a.yaml:3 missing value for if"},
		"nil in a helper": {map[string]string{"templates/_h.tpl": helper, "templates/a.yaml": "\n{{ include \"h\" . }}"}, "shop/templates/_h.tpl:1 nil pointer evaluating interface {}.b, in {{ .Values.a.b.c }} (on behalf of shop/templates/a.yaml:2)"},
		"no such include": {map[string]string{"templates/a.yaml": `{{ include "nope" . }}`}, `shop/templates/a.yaml:1 no template "nope"`},
		"endless include": {map[string]string{"templates/_h.tpl": `{{ define "h" }}{{ include "h" . }}{{ end }}`, "templates/a.yaml": `{{ include "h" . }}`}, "shop/templates/_h.tpl:1 rendering template has a nested reference name: h"},
		"not YAML":        {map[string]string{"templates/a.yaml": "kind: A\na: b: c\n"}, "shop/templates/a.yaml:0 does not render to YAML that can be read: line 2: mapping values are not allowed in this context, near `a: b: c`"},
		"no kind":         {map[string]string{"templates/a.yaml": "a: b\n"}, "shop/templates/a.yaml:0 document 1 has no kind"},
		"schema":          {map[string]string{"values.schema.json": `{"required":["x"]}`}, "values.schema.json:0 the values do not fit the schema: shop missing property 'x'"},
		"broken values":   {map[string]string{"values.yaml": "a: [\n"}, "values.yaml:"},
		"dependency":      {map[string]string{"Chart.yaml": chartYAML + "dependencies: [{name: redis, version: ^18, repository: https://r.example}]"}, "Chart.yaml:0 chart dependency redis ^18 from repository https://r.example is not in charts/"},
		"Kubernetes":      {map[string]string{"Chart.yaml": chartYAML + `kubeVersion: ">=9"`}, "Chart.yaml:0 chart shop wants Kubernetes >=9, this is v1.36.3"},
		"library":         {map[string]string{"Chart.yaml": chartYAML + "type: library"}, "Chart.yaml:0 chart shop is a library"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"c/Chart.yaml": chartYAML}
			for path, text := range c.files {
				files["c/"+path] = text
			}
			answer, _ := exchange(t, helmHeader(nil), files)
			if answer.Error == nil {
				t.Fatal("no error")
			}
			got := answer.Error.File + ":" + string(rune('0'+answer.Error.Line)) + " " + answer.Error.Message
			if !strings.Contains(got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSecretValuesStayOutOfFailures(t *testing.T) {
	answer, _ := exchange(t, helmHeader(map[string]any{"values": []any{map[string]any{"p": "hunter2"}}}), map[string]string{
		"c/Chart.yaml":       chartYAML,
		"c/templates/a.yaml": "kind: Secret\nstringData: {p: {{ .Values.p }}: x}\n",
	})
	if answer.Error == nil || strings.Contains(answer.Error.Message, "hunter2") {
		t.Errorf("got %+v", answer.Error)
	}
}

func TestSetExpressionsThatCannotBeParsedDoNotLeakTheirValue(t *testing.T) {
	answer, _ := exchange(t, helmHeader(map[string]any{"set": []string{"a[x].b=hunter2"}}), map[string]string{"c/Chart.yaml": chartYAML})
	if answer.Error == nil || strings.Contains(answer.Error.Message, "hunter2") {
		t.Errorf("got %+v", answer.Error)
	}
}

func TestTheLastOfTwoEqualKeysWinsWithAWarning(t *testing.T) {
	answer, objects := exchange(t, helmHeader(nil), map[string]string{
		"c/Chart.yaml":       chartYAML,
		"c/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  v: \"1\"\n  v: \"2\"\n",
	})
	if valueOf(t, objects) != "2" || len(answer.Warnings) != 1 {
		t.Errorf("got %v, warnings %q", objects, answer.Warnings)
	}
}

func TestHelmignoreIsAppliedToDirectoriesAndFiles(t *testing.T) {
	answer, _ := exchange(t, map[string]any{"op": "ignore", "ignore": map[string]any{
		"rules": "*.bak\ndocs/\n", "paths": []string{"a.bak", "docs/", "docs.yaml", "templates/.x.yaml", "values.yaml"},
	}}, nil)
	if !slices.Equal(answer.Kept, []string{"docs.yaml", "values.yaml"}) {
		t.Errorf("got %v", answer.Kept)
	}
}

func TestOutputBeyondTheBoundIsRefused(t *testing.T) {
	header := helmHeader(nil)
	header["outputBytes"] = 1 << 20
	answer, objects := exchange(t, header, map[string]string{"c/Chart.yaml": chartYAML, "c/templates/a.yaml": configMap(`{{ repeat 2000000 "x" }}`)})
	if answer.Error == nil || answer.Error.Kind != kindLimit || len(objects) != 0 {
		t.Errorf("got %+v", answer.Error)
	}
}
