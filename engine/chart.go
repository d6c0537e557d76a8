package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	release "helm.sh/helm/v4/pkg/release/v1"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
)

// chartRun is one `helm template`: what it is given.
type chartRun struct {
	files     *bundle // relative to the chart's directory
	archive   []byte  // instead of files: a packed chart
	release   string
	namespace string
	values    map[string]any
	caps      capabilities
	isUpgrade bool
	revision  int
	lookups   *lookups
	draws     *draws
	// outputBytes bounds the rendered text; 0 is no bound.
	outputBytes int
}

// chartOutput is what comes out of it, in Helm's order.
type chartOutput struct {
	chart     *chart.Chart
	crds      []chart.CRD
	manifests []releaseutil.Manifest
	hooks     []*release.Hook
	notes     string
}

func (r *chartRun) render() (*chartOutput, error) {
	if err := chartutil.ValidateReleaseName(r.release); err != nil {
		return nil, &failure{Kind: kindInput, Message: fmt.Sprintf("%q cannot be the name of a release: at most 53 lower-case letters, digits, '-' and '.', with a letter or digit at both ends", r.release)}
	}
	c, err := r.load()
	if err != nil {
		return nil, err
	}
	caps, err := r.caps.helm()
	if err != nil {
		return nil, err
	}
	if want := c.Metadata.KubeVersion; want != "" && !chartutil.IsCompatibleRange(want, caps.KubeVersion.String()) {
		return nil, &failure{Kind: kindRender, File: "Chart.yaml", Message: fmt.Sprintf("chart %s wants Kubernetes %s, this is %s", c.Name(), want, caps.KubeVersion.Version)}
	}
	if err := chartutil.ProcessDependencies(c, r.values); err != nil {
		return nil, &failure{Kind: kindInput, File: "Chart.yaml", Message: fmt.Sprintf("the dependencies of chart %s cannot be processed: %s", c.Name(), oneLine(err.Error()))}
	}
	options := common.ReleaseOptions{Name: r.release, Namespace: r.namespace, Revision: r.revision, IsUpgrade: r.isUpgrade, IsInstall: !r.isUpgrade}
	values, err := util.ToRenderValues(c, r.values, options, caps)
	if err != nil {
		return nil, valuesFailure(err)
	}
	functions := r.draws.functions()
	functions["lookup"] = r.lookups.answer
	rendered, err := engine.Engine{CustomTemplateFuncs: functions}.Render(c, values)
	if err != nil {
		return nil, templateFailure(err)
	}
	if err := tooMuch(rendered, r.outputBytes); err != nil {
		return nil, err
	}
	return collect(c, rendered)
}

func tooMuch(rendered map[string]string, limit int) error {
	size, largest := 0, ""
	for name, text := range rendered {
		size += len(text)
		if len(text) > len(rendered[largest]) {
			largest = name
		}
	}
	if limit == 0 || size <= limit {
		return nil
	}
	return &failure{Kind: kindLimit, File: largest, Message: fmt.Sprintf("the templates render to more than %d MiB of text", limit>>20)}
}

// collect tells notes, hooks and manifests apart.
func collect(c *chart.Chart, rendered map[string]string) (*chartOutput, error) {
	out := &chartOutput{chart: c, crds: c.CRDObjects()}
	for name, text := range rendered {
		if strings.HasSuffix(name, "NOTES.txt") {
			if name == c.Name()+"/templates/NOTES.txt" {
				out.notes = text
			}
			delete(rendered, name)
		}
	}
	var err error
	if out.hooks, out.manifests, err = releaseutil.SortManifests(rendered, nil, releaseutil.InstallOrder); err != nil {
		return nil, manifestFailure(err, rendered)
	}
	return out, nil
}

func (r *chartRun) load() (*chart.Chart, error) {
	c, err := r.read()
	if err != nil {
		return nil, loadFailure(err)
	}
	sortDependencies(c)
	if c.Metadata.Type == "library" {
		return nil, &failure{Kind: kindInput, File: "Chart.yaml", Message: fmt.Sprintf("chart %s is a library: it has templates for other charts and nothing to install", c.Name())}
	}
	if c.Metadata.Deprecated {
		notices.lines = append(notices.lines, fmt.Sprintf("chart %s is deprecated", c.Name()))
	}
	return c, missingDependency(c)
}

func (r *chartRun) read() (*chart.Chart, error) {
	if r.archive != nil {
		return loader.LoadArchive(bytes.NewReader(r.archive))
	}
	kept, err := withoutIgnored(r.files)
	if err != nil {
		return nil, err
	}
	files := make([]*archive.BufferedFile, 0, len(kept.paths))
	for _, path := range kept.paths {
		files = append(files, &archive.BufferedFile{Name: path, Data: bytes.TrimPrefix(kept.data[path], []byte("\xEF\xBB\xBF"))})
	}
	return loader.LoadFiles(files)
}

// sortDependencies gives the charts of charts/ an order: Helm's loader takes them from a map.
func sortDependencies(c *chart.Chart) {
	inner := slices.Clone(c.Dependencies())
	slices.SortStableFunc(inner, func(a, b *chart.Chart) int { return strings.Compare(a.Name(), b.Name()) })
	for _, dependency := range inner {
		sortDependencies(dependency)
	}
	c.SetDependencies(inner...)
}

// missingDependency names the first dependency that Chart.yaml asks for and charts/ lacks. Helm wants those, too, that a
// condition would turn off.
func missingDependency(c *chart.Chart) error {
	for _, wanted := range c.Metadata.Dependencies {
		if slices.ContainsFunc(c.Dependencies(), func(d *chart.Chart) bool { return d.Name() == wanted.Name }) {
			continue
		}
		from := ""
		if wanted.Repository != "" {
			from = " from repository " + wanted.Repository
		}
		return &failure{
			Kind: kindInput, File: "Chart.yaml",
			Message: fmt.Sprintf("chart dependency %s %s%s is not in charts/", wanted.Name, wanted.Version, from),
			Hint:    "put the chart there, as `helm dependency build` does",
		}
	}
	return nil
}

func (c capabilities) helm() (*common.Capabilities, error) {
	version, err := common.ParseKubeVersion(c.KubeVersion)
	if err != nil {
		return nil, &failure{Kind: kindInput, Message: fmt.Sprintf("%q is not a Kubernetes version", c.KubeVersion)}
	}
	caps := common.DefaultCapabilities.Copy()
	caps.KubeVersion = *version
	caps.APIVersions = common.VersionSet(c.APIVersions)
	return caps, nil
}

var _ fs.FileInfo = entry{}
