package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// add reads one YAML document as the API machinery does and appends its object, or its objects when it is a List.
// A document of nothing but comments is none.
func (r *response) add(at origin, document []byte) error {
	data, err := yaml.YAMLToJSONStrict(document)
	if err != nil {
		// Helm and kubectl let the last of two equal keys win; it is a mistake all the same.
		lenient, fatal := yaml.YAMLToJSON(document)
		if fatal != nil {
			return &failure{Kind: kindRender, File: at.File, Message: fmt.Sprintf("does not render to YAML that can be read: %s", yamlReason(fatal))}
		}
		notices.lines = append(notices.lines, fmt.Sprintf("%s: %s", at.File, yamlReason(err)))
		data = lenient
	}
	return r.addJSON(at, data)
}

func (r *response) addJSON(at origin, data []byte) error {
	if string(bytes.TrimSpace(data)) == "null" {
		return nil
	}
	var head struct {
		APIVersion string            `json:"apiVersion"`
		Kind       string            `json:"kind"`
		Items      []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(data, &head); err != nil && (data[0] != '{' || !isTypeError(err)) {
		return &failure{Kind: kindRender, File: at.File, Message: fmt.Sprintf("document %d is not an object but %s", at.Index+1, shape(data))}
	}
	if head.Kind == "" || head.APIVersion == "" {
		missing := "kind"
		if head.Kind != "" {
			missing = "apiVersion"
		}
		return &failure{Kind: kindRender, File: at.File, Message: fmt.Sprintf("document %d has no %s", at.Index+1, missing)}
	}
	if strings.HasSuffix(head.Kind, "List") && head.Items != nil {
		for _, item := range head.Items {
			if err := r.addJSON(at, item); err != nil {
				return err
			}
		}
		return nil
	}
	r.objects = append(r.objects, data)
	r.Origins = append(r.Origins, at)
	return nil
}

// addStream adds every document of a file.
func (r *response) addStream(file string, data []byte) error {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(append(data[:len(data):len(data)], '\n'))))
	for index := 0; ; index++ {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &failure{Kind: kindInput, File: file, Message: oneLine(err.Error())}
		}
		if err := r.add(origin{File: file, Index: index}, document); err != nil {
			return err
		}
	}
}

// isTypeError tells that the JSON is sound, only `items`, `kind` or `apiVersion` is of another type: the API server's to refuse.
func isTypeError(err error) bool {
	_, ok := errors.AsType[*json.UnmarshalTypeError](err)
	return ok
}

func shape(data []byte) string {
	switch data[0] {
	case '[':
		return "a list"
	case '"':
		return "a text"
	default:
		return "a plain value"
	}
}
