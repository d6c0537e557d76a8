import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KubeObject } from '../src/kube/object.ts';
import { refKey, refOf } from '../src/kube/object.ts';
import { parseDocument } from '../src/lib/yaml.ts';
import { defaultPort, defaultResources, objectsOf } from '../src/operator/install/index.ts';
import { tug } from '../test/support/tug.ts';
import { deployFiles } from './deploy/files.ts';

const root = new URL('../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

test.each([...deployFiles()])('%s is current; if not, run node tools/deploy.ts', (file, text) => {
  expect(read(file)).toBe(text);
});

test('no template of the chart is left over from before', () => {
  const made = [...deployFiles().keys()].filter((file) => file.startsWith('deploy/chart/templates/'));
  const there = readdirSync(new URL('deploy/chart/templates/', root)).map((name) => `deploy/chart/templates/${name}`);
  expect(there.toSorted()).toEqual(made.toSorted());
});

const byKey = (objects: readonly KubeObject[]): Map<string, KubeObject> =>
  new Map(objects.map((object) => [refKey(refOf(object)), object]));

async function rendered(...settings: readonly string[]): Promise<Map<string, KubeObject>> {
  const set = settings.flatMap((one) => ['--set', one]);
  const args = ['render', 'deploy/chart', '-n', 'tug-system', '--kube-version', '1.36.0', '-o', 'json', ...set];
  const { code, stdout, json } = await tug(args, { cwd: root.pathname });
  if (code !== 0) throw new Error(stdout);
  return byKey((json as { items: KubeObject[] }).items);
}

test.each([
  { settings: [], replicas: 1, port: defaultPort, resources: defaultResources },
  {
    settings: ['replicas=3', 'port=9000', 'resources.limits.memory=4Gi'],
    replicas: 3,
    port: 9000,
    resources: { ...defaultResources, limits: { ...defaultResources.limits, memory: '4Gi' } },
  },
])('the chart gives object by object what tug install applies ($settings)', async ({ settings, ...rest }) => {
  const image = 'registry.example:5000/tug@sha256:0123';
  const chart = await rendered(`image=${image}`, 'createNamespace=true', ...settings);
  expect(chart).toEqual(byKey(objectsOf({ deployment: { image, ...rest } })));
});

test('the chart leaves the namespace to helm unless it is asked for, and refuses to guess an image', async () => {
  expect([...(await rendered('image=registry.example/tug:1')).keys()]).not.toContain('/Namespace//tug-system');
  await expect(rendered()).rejects.toThrow('which image the operator runs from has to be said');
});

test('the versions of the chart are those of the package', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(parseDocument(read('deploy/chart/Chart.yaml'), 'Chart.yaml')?.value).toMatchObject({
    version,
    appVersion: version,
  });
});
