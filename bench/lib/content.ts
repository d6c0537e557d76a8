import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringifyDocuments } from '../../src/lib/yaml.ts';
import type { KubeObject } from '../../src/kube/object.ts';

/**
 * Objects as deployments have them, without pods: what runs in pods is the cluster's time, not the tool's. No cluster IPs
 * either, of which a cluster has few.
 */
export function unit(index: number, name = `unit-${String(index).padStart(4, '0')}`): KubeObject[] {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'bench' };
  const metadata = { name, labels };
  const container = {
    name: 'main',
    image: `example.test/bench/${name}:1.0.0`,
    ports: [{ name: 'http', containerPort: 8080 }],
    envFrom: [{ configMapRef: { name } }],
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
  };
  const selector = { 'app.kubernetes.io/name': name };
  const template = { metadata: { labels }, spec: { serviceAccountName: name, containers: [container] } };
  const spec = { replicas: 0, selector: { matchLabels: selector }, template };
  const ports = [{ name: 'http', port: 80, targetPort: 'http' }];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { MODE: 'production', LEVEL: 'info', INDEX: String(index) },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', selector, ports } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
  ];
}

export const objects = (count: number): KubeObject[] =>
  Array.from({ length: Math.ceil(count / 4) }, (_, index) => unit(index))
    .flat()
    .slice(0, count);

/** Writes them four to a file, as a directory of manifests and as a chart of the same files. */
export async function writeContent(count: number, directory: string): Promise<{ plain: string; chart: string }> {
  const plain = join(directory, `plain-${count}`);
  const chart = join(directory, `chart-${count}`);
  await mkdir(plain, { recursive: true });
  await mkdir(join(chart, 'templates'), { recursive: true });
  await writeFile(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n');
  const all = objects(count);
  for (let first = 0; first < all.length; first += 4) {
    const text = stringifyDocuments(all.slice(first, first + 4));
    const file = `unit-${String(first / 4).padStart(4, '0')}.yaml`;
    await writeFile(join(plain, file), text);
    await writeFile(join(chart, 'templates', file), text);
  }
  return { plain, chart };
}
