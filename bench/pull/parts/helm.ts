import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { stringifyDocuments } from '../../../src/lib/yaml.ts';
import { fleet, objectsOf, type Unit } from '../fleet.ts';
import type { Place } from '../types.ts';

/** One chart of the four objects of a unit, released once for each unit. */
export const chartPath = 'charts/web';

export const releases = (count: number): Unit[] => fleet(count, 'web').map((unit) => ({ ...unit, path: chartPath }));

const standIn = 'release-name-0000';

export function chartFiles(): Record<string, string> {
  const templates = objectsOf({ index: 0, name: standIn, namespace: '', path: '' }).map((object) => {
    const text = stringifyDocuments([object]).replaceAll(standIn, '{{ .Release.Name }}');
    return [
      `${chartPath}/templates/${object.kind.toLowerCase()}.yaml`,
      text.replace("INDEX: '0'", 'INDEX: {{ .Values.index | quote }}'),
    ];
  });
  return {
    [`${chartPath}/Chart.yaml`]: 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    [`${chartPath}/values.yaml`]: 'index: 0\n',
    ...(Object.fromEntries(templates) as Record<string, string>),
  };
}

/** What makes an App of a unit a release of the chart. */
export const helmSpec = ({ index, name }: Unit): object => ({
  render: { helm: { release: name, values: { index } } },
});

/** `helm upgrade --install` of each, one after the other, as a pipeline would. Seconds. */
export async function helmLoop(place: Place, units: readonly Unit[]): Promise<number> {
  const helm = await place.bench.helm();
  for (const [path, text] of Object.entries(chartFiles())) {
    await mkdir(dirname(join(place.directory, path)), { recursive: true });
    await writeFile(join(place.directory, path), text);
  }
  const chart = join(place.directory, chartPath);
  const began = performance.now();
  for (const { name, namespace, index } of units) {
    const args = ['upgrade', '--install', name, chart, '-n', namespace, '--set', `index=${index}`];
    await promisify(execFile)(helm, [...args, '--kubeconfig', place.kubeconfig], { env: place.bench.env });
  }
  return (performance.now() - began) / 1_000;
}
