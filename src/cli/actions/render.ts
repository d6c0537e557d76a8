import { offlineCluster } from '../../app/render/offline.ts';
import { renderApp } from '../../app/render/render.ts';
import { Problem } from '../../lib/errors.ts';
import { stringifyDocuments } from '../../lib/yaml.ts';
import { renderOptionsOf, requireUsedImages, targetsOf } from '../target.ts';
import type { TargetOptions } from '../options.ts';

interface RenderOptions extends TargetOptions {
  readonly kubeVersion?: string;
  readonly apiVersions: string[];
  readonly includeCrds?: boolean;
}

/** `tug render`: needs no cluster, and asks none. */
export async function render(target: string, given: RenderOptions): Promise<void> {
  if (given.kubeVersion && !/^v?\d+\.\d+(\.\d+)?([-+].*)?$/.test(given.kubeVersion)) {
    throw new Problem('Usage', `--kube-version ${given.kubeVersion} is not a version`, { hint: 'write it as 1.36.3' });
  }
  const targets = await targetsOf(target, given);
  const options = await renderOptionsOf(given, targets, given.includeCrds ?? false);
  const items = [];
  for (const { app, source } of targets) {
    const namespace = app.spec.destination.namespace ?? app.metadata.namespace ?? given.namespace ?? 'default';
    const cluster = offlineCluster(namespace, given.kubeVersion, given.apiVersions);
    const rendered = await renderApp(app, await source(), options, cluster);
    for (const warning of rendered.warnings) process.stderr.write(`warning: ${warning}\n`);
    items.push(...rendered.objects.map(({ object }) => object));
  }
  requireUsedImages(options);
  if (given.output === 'json') {
    process.stdout.write(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`);
    return;
  }
  process.stdout.write(stringifyDocuments(items));
}
