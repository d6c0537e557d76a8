package main

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/kio"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/yaml"
)

// chartInflator carries out `helmCharts`. Kustomize runs the helm program for them; here a kustomization file that has some is
// handed to Kustomize with the rendered objects as one more resource instead.
type chartInflator struct {
	fs     *recordingFS
	files  *bundle
	caps   capabilities
	draws  *draws
	count  int
	failed error
	// namespaces of each directory, one for each time that Kustomize will visit it: charts of a base are rendered into the
	// namespace of the overlay.
	namespaces map[string][]string
}

func newChartInflator(fs *recordingFS, files *bundle, r *kustomizeRequest, drawn *draws) *chartInflator {
	c := &chartInflator{fs: fs, files: files, caps: r.Capabilities, draws: drawn, namespaces: map[string][]string{}}
	if c.anyCharts() {
		c.foresee(path.Clean(r.Path), "", 0)
	}
	return c
}

func (c *chartInflator) anyCharts() bool {
	for _, file := range c.files.paths {
		if isKustomizationFile(file) && mentionsCharts(c.files.data[file]) {
			return true
		}
	}
	return false
}

func mentionsCharts(data []byte) bool {
	return bytes.Contains(data, []byte("helmChart")) || bytes.Contains(data, []byte("HelmChart"))
}

// foresee walks the kustomizations in the order in which Kustomize does.
func (c *chartInflator) foresee(directory, inherited string, depth int) {
	k := c.kustomization(directory)
	if k == nil || depth > 64 {
		return
	}
	namespace := inherited
	if k.Namespace != "" {
		namespace = k.Namespace
	}
	c.namespaces[directory] = append(c.namespaces[directory], namespace)
	for _, child := range append(append(k.Resources, k.Bases...), k.Components...) {
		c.foresee(path.Join(directory, child), namespace, depth+1)
	}
}

func (c *chartInflator) kustomization(directory string) *types.Kustomization {
	for _, name := range kustomizationNames {
		data, ok := c.files.data[path.Join(directory, name)]
		if !ok {
			continue
		}
		var k types.Kustomization
		if yaml.Unmarshal(data, &k) == nil {
			return &k
		}
	}
	return nil
}

// inflate gives the content of a kustomization file with its charts rendered, and that of any other file as it is.
func (c *chartInflator) inflate(name string, data []byte) []byte {
	if !isKustomizationFile(name) || c.failed != nil || len(c.namespaces) == 0 {
		return data
	}
	directory := path.Dir(relative(name))
	namespace := ""
	if queue := c.namespaces[directory]; len(queue) > 0 {
		namespace, c.namespaces[directory] = queue[0], queue[1:]
	}
	var k types.Kustomization
	if !mentionsCharts(data) || k.Unmarshal(data) != nil {
		return data
	}
	k.FixKustomization()
	c.takeGenerators(directory, &k)
	if len(k.HelmCharts) == 0 {
		return data
	}
	globals := types.HelmGlobals{}
	if k.HelmGlobals != nil {
		globals = *k.HelmGlobals
	}
	for _, entry := range k.HelmCharts {
		if entry.Namespace == "" {
			entry.Namespace = namespace
		}
		text, err := c.render(directory, globals, entry)
		if err != nil {
			c.fail(err, relative(name))
			return data
		}
		if text == "" {
			continue
		}
		c.count++
		file := fmt.Sprintf("tug-chart-%d.yaml", c.count)
		if err := c.fs.WriteFile("/"+path.Join(directory, file), []byte(text)); err != nil {
			c.fail(err, relative(name))
			return data
		}
		k.Resources = append(k.Resources, file)
	}
	k.HelmCharts, k.HelmGlobals = nil, nil
	changed, err := yaml.Marshal(k)
	if err != nil {
		c.fail(err, relative(name))
		return data
	}
	return changed
}

// takeGenerators turns generators of kind HelmChartInflationGenerator into what they are a long form of.
func (c *chartInflator) takeGenerators(directory string, k *types.Kustomization) {
	var others []string
	for _, generator := range k.Generators {
		text := []byte(generator)
		if data, ok := c.files.data[path.Join(directory, generator)]; ok {
			text = data
		}
		var config struct {
			Kind              string `json:"kind"`
			types.HelmGlobals `json:",inline"`
			types.HelmChart   `json:",inline"`
		}
		if !bytes.Contains(text, []byte("HelmChartInflationGenerator")) || yaml.Unmarshal(text, &config) != nil || config.Kind != "HelmChartInflationGenerator" {
			others = append(others, generator)
			continue
		}
		if config.ChartHome != "" && k.HelmGlobals == nil {
			k.HelmGlobals = &config.HelmGlobals
		}
		k.HelmCharts = append(k.HelmCharts, config.HelmChart)
	}
	k.Generators = others
}

func (c *chartInflator) fail(err error, file string) {
	f := asFailure(err)
	if f.File == "" {
		f.File = file
	}
	c.failed = f
}

// marked gives rendered manifests with Kustomize's own mark for what a chart gave: its namespace is Helm's affair.
func marked(manifests string) (string, error) {
	nodes, err := kio.ParseAll(manifests)
	if err != nil {
		return "", err
	}
	var kept []*kyaml.RNode
	for _, node := range nodes {
		if node.IsNilOrEmpty() {
			continue
		}
		if err := node.PipeE(kyaml.SetAnnotation(konfig.HelmGeneratedAnnotation, "true")); err != nil {
			return "", err
		}
		kept = append(kept, node)
	}
	text, err := kio.StringAll(kept)
	return strings.TrimSpace(text), err
}
