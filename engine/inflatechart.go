package main

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"helm.sh/helm/v4/pkg/chart/v2/loader"
	release "helm.sh/helm/v4/pkg/release/v1"
	"sigs.k8s.io/kustomize/api/types"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/kustomize/kyaml/yaml/merge2"
	"sigs.k8s.io/yaml"
)

// render does what Kustomize's HelmChartInflationGenerator does with `helm template`, for one entry of `helmCharts`.
func (c *chartInflator) render(directory string, globals types.HelmGlobals, entry types.HelmChart) (string, error) {
	if entry.Name == "" {
		return "", &failure{Kind: kindInput, Message: "an entry of helmCharts has no name"}
	}
	home := globals.ChartHome
	if home == "" {
		home = types.HelmDefaultHome
	}
	home = path.Join(directory, home)
	if entry.Version != "" && entry.Repo != "" {
		// Kustomize pulls into a directory that names the version.
		if versioned := path.Join(home, entry.Name+"-"+entry.Version); len(c.files.below(versioned).paths) > 0 {
			home = versioned
		}
	}
	chartPath := path.Join(home, entry.Name)
	chartFiles := c.files.below(chartPath)
	if len(chartFiles.paths) == 0 {
		c.fs.missing[chartPath] = true
		return "", missingChart(entry, chartPath)
	}
	c.fs.readBelow(chartPath, chartFiles)
	values, err := c.chartValues(directory, chartPath, entry)
	if err != nil {
		return "", err
	}
	run := &chartRun{
		files: chartFiles, release: entry.ReleaseName, namespace: entry.Namespace, values: values,
		caps: c.capabilities(entry), revision: 1, lookups: newLookups(nil), draws: c.draws,
	}
	if run.namespace == "" {
		run.namespace = "default"
	}
	if run.release == "" {
		// What `helm template --generate-name` ends up with.
		run.release = "release-name"
		if entry.NameTemplate != "" {
			if run.release, err = releaseName(entry.NameTemplate); err != nil {
				return "", err
			}
		}
	}
	out, err := run.render()
	if err != nil {
		f := asFailure(err)
		f.Message = fmt.Sprintf("chart %s of helmCharts: %s", entry.Name, f.Message)
		if out != nil || f.File != "" {
			f.File = inChart(f.File, entry.Name, chartPath)
		}
		return "", f
	}
	return marked(manifestText(out, entry))
}

func (c *chartInflator) capabilities(entry types.HelmChart) capabilities {
	caps := c.caps
	if entry.KubeVersion != "" {
		caps.KubeVersion = entry.KubeVersion
	}
	caps.APIVersions = append(caps.APIVersions[:len(caps.APIVersions):len(caps.APIVersions)], entry.ApiVersions...)
	return caps
}

func missingChart(entry types.HelmChart, chartPath string) error {
	if entry.Repo == "" {
		return &failure{Kind: kindInput, Message: fmt.Sprintf("chart %s of helmCharts is not at %s", entry.Name, chartPath)}
	}
	return &failure{
		Kind:    kindInput,
		Message: fmt.Sprintf("chart %s %s of helmCharts, from repository %s, is not at %s, and the renderer fetches nothing", entry.Name, entry.Version, entry.Repo, chartPath),
		Hint:    "put the chart there, as `helm pull --untar` does",
	}
}

// inChart turns a template's name, which starts with the chart's, into a path.
func inChart(file, chartName, chartPath string) string {
	return path.Join(chartPath, strings.TrimPrefix(file, chartName+"/"))
}

// chartValues lays the values over each other as Kustomize hands them to helm: the chart's own or those of valuesFile, with
// valuesInline merged in as valuesMerge says, then the additional files.
func (c *chartInflator) chartValues(directory, chartPath string, entry types.HelmChart) (map[string]any, error) {
	base, err := c.valuesFile(directory, chartPath, entry)
	if err != nil {
		return nil, err
	}
	if len(entry.ValuesInline) > 0 {
		if base, err = mergedValues(base, entry); err != nil {
			return nil, err
		}
	}
	values, err := loader.LoadValues(bytes.NewReader(base))
	if err != nil {
		return nil, err
	}
	for _, name := range entry.AdditionalValuesFiles {
		data, err := c.readValues(path.Join(directory, name))
		if err != nil {
			return nil, err
		}
		more, err := loader.LoadValues(bytes.NewReader(data))
		if err != nil {
			return nil, &failure{Kind: kindInput, File: path.Join(directory, name), Message: "cannot be read: " + yamlReason(err)}
		}
		values = loader.MergeMaps(values, more)
	}
	return values, nil
}

func (c *chartInflator) valuesFile(directory, chartPath string, entry types.HelmChart) ([]byte, error) {
	if entry.ValuesFile != "" {
		return c.readValues(path.Join(directory, entry.ValuesFile))
	}
	return c.files.data[path.Join(chartPath, "values.yaml")], nil
}

func (c *chartInflator) readValues(name string) ([]byte, error) {
	data, ok := c.files.data[name]
	if !ok {
		c.fs.missing[name] = true
		return nil, &failure{Kind: kindInput, Message: fmt.Sprintf("the values file %s does not exist", name)}
	}
	c.fs.read[name] = true
	return data, nil
}

func mergedValues(base []byte, entry types.HelmChart) ([]byte, error) {
	inline, err := kyaml.FromMap(entry.ValuesInline)
	if err != nil {
		return nil, err
	}
	merged := inline
	if entry.ValuesMerge != "replace" {
		below, err := kyaml.Parse(string(base))
		if err != nil {
			return nil, err
		}
		switch entry.ValuesMerge {
		case "", "override":
			merged, err = merge2.Merge(inline, below, kyaml.MergeOptions{})
		case "merge":
			merged, err = merge2.Merge(below, inline, kyaml.MergeOptions{})
		default:
			return nil, &failure{Kind: kindInput, Message: fmt.Sprintf("valuesMerge of chart %s must be merge, override or replace, not %q", entry.Name, entry.ValuesMerge)}
		}
		if err != nil {
			return nil, err
		}
	}
	// Through a map, as there: a key like `y` is quoted on the way out, so that it is still a text when Helm reads it.
	values, err := merged.Map()
	if err != nil {
		return nil, err
	}
	return yaml.Marshal(values)
}

func manifestText(out *chartOutput, entry types.HelmChart) string {
	var text strings.Builder
	write := func(content string) { fmt.Fprintf(&text, "---\n%s\n", content) }
	if entry.IncludeCRDs {
		for _, crd := range out.crds {
			write(string(crd.File.Data))
		}
	}
	for _, manifest := range out.manifests {
		write(manifest.Content)
	}
	if entry.SkipHooks {
		return text.String()
	}
	for _, hook := range out.hooks {
		if !entry.SkipTests || !isTest(hook) {
			write(hook.Manifest)
		}
	}
	return text.String()
}

func isTest(hook *release.Hook) bool {
	for _, event := range hook.Events {
		if event == release.HookTest {
			return true
		}
	}
	return false
}
