import { imagesOf } from '../../image/list.ts';
import type { ImageChange } from '../../image/reference.ts';
import { setImages } from '../../image/set.ts';
import { Problem } from '../../lib/errors.ts';
import { splitReference } from '../../oci/reference.ts';
import { isChart } from '../../render/helm/detect.ts';
import { kustomizationFile } from '../../render/kustomize/detect.ts';
import { substitute } from '../../render/substitute.ts';
import type { Rendered, RenderInput } from '../../render/types.ts';
import { renderYaml } from '../../render/yaml/render.ts';
import type { Cluster } from './cluster.ts';
import type { RenderOptions } from './options.ts';
import type { RenderBounds } from './time.ts';
import type { App } from '../spec/schema.ts';
import type { Sourced } from '../source.ts';

/** Renders an App's files by the renderer they are written for, then puts variables and images in place. */
export async function renderApp(
  app: App,
  sourced: Sourced,
  options: RenderOptions,
  cluster: Cluster,
  bounds: RenderBounds = {},
): Promise<Rendered> {
  const input: RenderInput = { ...sourced, capabilities: cluster.capabilities, ...bounds };
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
    const { renderChart } = await import('./chart.ts');
    return renderChart(app, input, options, cluster);
  }
  if (helm) throw notOf('helm', 'a chart (no Chart.yaml)', input);
  if (options.set.length > 0 || options.values.length > 0) {
    throw new Problem('Usage', '--values and --set are for charts, and this is none', {
      where: input.tree.display(input.path),
    });
  }
  if (await kustomizationFile(input.tree, input.path)) {
    const { renderKustomize } = await import('../../render/kustomize/render.ts');
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
