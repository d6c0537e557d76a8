/** Charts: dependencies completed, values gathered, and rendered as if their own CRDs were already served. */
import { groupOf, type KubeObject } from '../../kube/object.ts';
import { renderHelm } from '../../render/helm/render.ts';
import type { Capabilities, HelmParameters, Rendered, RenderInput } from '../../render/types.ts';
import { completeDependencies } from '../../source/chart/dependencies.ts';
import type { Cluster } from './cluster.ts';
import type { RenderOptions } from './options.ts';
import type { App } from '../spec/schema.ts';
import { valuesOf } from './values.ts';

export async function renderChart(
  app: App,
  input: RenderInput,
  options: RenderOptions,
  cluster: Cluster,
): Promise<Rendered> {
  const tree = await completeDependencies(input.tree, input.path, input.signal);
  const parameters = await helmParameters(app, input, options, cluster);
  const rendered = await renderHelm({ ...input, tree }, parameters, cluster.lookup);
  const capabilities = withCrds(
    input.capabilities,
    rendered.objects.map(({ object }) => object),
  );
  if (!capabilities) return rendered;
  return renderHelm({ ...input, tree, capabilities }, parameters, cluster.lookup);
}

/**
 * What the cluster will serve when the chart's CRDs are there; undefined when they bring nothing new. Helm installs crds/ before it
 * renders, so templates that ask for their own API find it; and a second push, which finds it served, must render the same.
 */
function withCrds(capabilities: Capabilities, objects: readonly KubeObject[]): Capabilities | undefined {
  const known = new Set(capabilities.apiVersions);
  const more = objects.flatMap(servedBy).filter((apiVersion) => !known.has(apiVersion));
  return more.length > 0 ? { ...capabilities, apiVersions: [...capabilities.apiVersions, ...more] } : undefined;
}

function servedBy(crd: KubeObject): string[] {
  if (crd.kind !== 'CustomResourceDefinition' || groupOf(crd.apiVersion) !== 'apiextensions.k8s.io') return [];
  const spec = crd.spec as
    | { group?: string; names?: { kind?: string }; versions?: { name?: string; served?: boolean }[] }
    | undefined;
  const versions = (spec?.versions ?? []).filter(({ served }) => served);
  return versions.flatMap(({ name }) => {
    const apiVersion = `${spec?.group ?? ''}/${name ?? ''}`;
    return [apiVersion, `${apiVersion}/${spec?.names?.kind ?? ''}`];
  });
}

async function helmParameters(
  app: App,
  input: RenderInput,
  options: RenderOptions,
  cluster: Cluster,
): Promise<HelmParameters> {
  const helm = app.spec.render.helm;
  const layers: Record<string, unknown>[] = [];
  for (const file of helm?.valueFiles ?? []) {
    const path = [input.path, file].filter(Boolean).join('/');
    const text = new TextDecoder().decode(await input.tree.read(path));
    layers.push(valuesOf(text, input.tree.display(path)));
  }
  for (const { kind, name, key, optional } of helm?.valuesFrom ?? []) {
    const text = await cluster.readKey(kind, name, key, optional);
    if (text !== undefined) layers.push(valuesOf(text, `${kind} ${name}, key ${key}`));
  }
  if (helm) layers.push(helm.values);
  // Install of revision 1, always: rendering is a pure function of files and parameters, so a second push of the same files is
  // the same. Which hooks run is decided from their annotations, not by the templates.
  return {
    release: helm?.release ?? app.metadata.name,
    namespace: cluster.namespace,
    values: [...layers, ...options.values],
    set: options.set,
    includeCrds: options.includeCrds,
    isUpgrade: false,
    revision: 1,
  };
}
