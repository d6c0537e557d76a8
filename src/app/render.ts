import { type Api, find, list, mapper, serverVersion } from '../kube/index.ts';
import { imagesOf } from '../image/list.ts';
import type { ImageChange } from '../image/reference.ts';
import { setImages } from '../image/set.ts';
import { Problem } from '../lib/errors.ts';
import { splitReference } from '../oci/reference.ts';
import { isChart } from '../render/helm/detect.ts';
import { kustomizationFile } from '../render/kustomize/detect.ts';
import { substitute } from '../render/substitute.ts';
import type { Capabilities, Lookup, Rendered, RenderInput } from '../render/types.ts';
import { renderYaml } from '../render/yaml/render.ts';
import type { App } from './schema.ts';
import type { Sourced } from './source.ts';

/** What the command line adds to an App's own render parameters. */
export interface RenderOptions {
  /** Parsed values files, later ones win, applied over the App's own. */
  readonly values: readonly Record<string, unknown>[];
  readonly set: readonly string[];
  readonly images: readonly ImageChange[];
  /** Set when several Apps share `images`: names that one of them uses are added to it. Else every image has to be used. */
  readonly usedImages?: Set<string>;
  readonly includeCrds: boolean;
}

/** Renders an App's files by the renderer they are written for, then puts variables and images in place. */
export async function renderApp(
  app: App,
  sourced: Sourced,
  options: RenderOptions,
  cluster: Cluster,
  signal?: AbortSignal,
): Promise<Rendered> {
  const input: RenderInput = { ...sourced, capabilities: cluster.capabilities, ...(signal ? { signal } : {}) };
  const rendered = await renderFiles(app, input, options, cluster);
  const substituted = await substituteVariables(app, rendered, cluster);
  const images = [...app.spec.images, ...imagesFor(substituted, options)];
  return images.length > 0 ? { ...substituted, objects: setImages(substituted.objects, images) } : substituted;
}

function imagesFor({ objects }: Rendered, { images, usedImages }: RenderOptions): readonly ImageChange[] {
  if (!usedImages || images.length === 0) return images;
  const there = new Set(imagesOf(objects.map(({ object }) => object)).map((image) => splitReference(image).name));
  const used = images.filter(({ name }) => there.has(name));
  for (const { name } of used) usedImages.add(name);
  return used;
}

async function renderFiles(app: App, input: RenderInput, options: RenderOptions, cluster: Cluster): Promise<Rendered> {
  const { helm, kustomize } = app.spec.render;
  if (await isChart(input.tree, input.path)) {
    const { renderChart } = await import('./render-chart.ts');
    return renderChart(app, input, options, cluster);
  }
  if (helm) throw notOf('helm', 'a chart (no Chart.yaml)', input);
  if (options.set.length > 0 || options.values.length > 0) {
    throw new Problem('Usage', '--values and --set are for charts, and this is none', {
      where: input.tree.display(input.path),
    });
  }
  if (await kustomizationFile(input.tree, input.path)) {
    const { renderKustomize } = await import('../render/kustomize/render.ts');
    return renderKustomize(input, { overlay: kustomize ? overlayOf(kustomize) : undefined });
  }
  if (kustomize) throw notOf('kustomize', 'a kustomization (no kustomization.yaml)', input);
  return renderYaml(input);
}

function overlayOf(kustomize: NonNullable<App['spec']['render']['kustomize']>): Record<string, unknown> | undefined {
  const set = Object.entries(kustomize).filter(([, value]) => value.length > 0);
  return set.length > 0 ? Object.fromEntries(set) : undefined;
}

async function substituteVariables(app: App, rendered: Rendered, cluster: Cluster): Promise<Rendered> {
  const { vars, from } = app.spec.render.substitute ?? { vars: {}, from: [] };
  if (!app.spec.render.substitute) return rendered;
  const all: Record<string, string> = {};
  for (const { kind, name, optional } of from) Object.assign(all, await cluster.readData(kind, name, optional));
  return { ...rendered, objects: substitute(rendered.objects, { ...all, ...vars }) };
}

function notOf(field: string, what: string, input: RenderInput): Problem {
  return new Problem('InvalidSpec', `spec.render.${field} is set, but the source is not ${what}`, {
    where: input.tree.display(input.path),
    hint: `remove spec.render.${field}, or point source.path at it`,
  });
}

/** What rendering asks of a cluster. */
export interface Cluster {
  readonly capabilities: Capabilities;
  readonly namespace: string;
  readonly lookup: Lookup;
  readonly readKey: (kind: string, name: string, key: string, optional: boolean) => Promise<string | undefined>;
  readonly readData: (kind: string, name: string, optional: boolean) => Promise<Record<string, string>>;
}

/** The cluster behind an API server; ConfigMaps and Secrets are read from the App's namespace. */
export async function clusterOf(api: Api, app: { namespace: string; destination: string }): Promise<Cluster> {
  const [version, served] = await Promise.all([serverVersion(api), mapper(api)]);
  const readData = async (kind: string, name: string, optional: boolean): Promise<Record<string, string>> => {
    const object = await find(api, { apiVersion: 'v1', kind, namespace: app.namespace, name });
    if (!object && !optional) {
      throw new Problem('NotFound', `${kind} ${app.namespace}/${name} is not there, and the App takes values from it`, {
        hint: 'create it, or mark it optional',
      });
    }
    const data = (object?.data ?? {}) as Record<string, string>;
    if (kind !== 'Secret') return data;
    return Object.fromEntries(Object.entries(data).map(([k, v]) => [k, Buffer.from(v, 'base64').toString('utf8')]));
  };
  return {
    capabilities: { kubeVersion: version.gitVersion, apiVersions: served.apiVersions() },
    namespace: app.destination,
    readData,
    readKey: async (kind, name, key, optional) => {
      const text = (await readData(kind, name, optional))[key];
      if (text !== undefined || optional) return text;
      throw new Problem('NotFound', `${kind} ${app.namespace}/${name} has no key ${key}`);
    },
    lookup: async ({ apiVersion, kind, namespace, name }) => {
      const type = served.byKind(apiVersion, kind);
      if (!type) return undefined;
      if (name) return find(api, { apiVersion, kind, name, ...(type.namespaced && namespace ? { namespace } : {}) });
      const { items } = await list(api, type, namespace ? { namespace } : {});
      return { apiVersion, kind: `${kind}List`, metadata: {}, items };
    },
  };
}
