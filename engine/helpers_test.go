package main

import (
	"encoding/binary"
	"encoding/json"
	"sort"
	"testing"
)

// exchange sends a request as the host does and reads the answer as it does.
func exchange(t *testing.T, header map[string]any, files map[string]string) (response, []map[string]any) {
	t.Helper()
	var paths []string
	for path := range files {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	spans, body := []span{}, []byte{}
	for _, path := range paths {
		spans = append(spans, span{Path: path, Offset: len(body), Length: len(files[path])})
		body = append(body, files[path]...)
	}
	header["files"] = spans
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	message := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	answer := handle(append(append(message, text...), body...))
	size := binary.LittleEndian.Uint32(answer)
	var out response
	var objects []map[string]any
	if err := json.Unmarshal(answer[4:4+size], &out); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer[4+size:], &objects); err != nil {
		t.Fatal(err)
	}
	return out, objects
}

func helmHeader(more map[string]any) map[string]any {
	request := map[string]any{
		"chart": "c", "release": "r", "namespace": "n", "revision": 1,
		"capabilities": map[string]any{"kubeVersion": "v1.36.3", "apiVersions": []string{"v1"}},
	}
	for key, value := range more {
		request[key] = value
	}
	return map[string]any{"op": "helm", "helm": request}
}

const chartYAML = "apiVersion: v2\nname: shop\nversion: 0.1.0\n"

func configMap(data string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {v: " + data + "}\n"
}

func valueOf(t *testing.T, objects []map[string]any) any {
	t.Helper()
	if len(objects) != 1 {
		t.Fatalf("want one object, got %d", len(objects))
	}
	return objects[0]["data"].(map[string]any)["v"]
}
