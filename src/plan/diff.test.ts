import { expect, test } from 'vitest';
import type { FieldsV1, KubeObject } from '../kube/object.ts';
import { partOfLabel } from './applyset.ts';
import { changesBetween } from './diff.ts';
import { asStored, configMap, entryOf, object, type Part } from './testing/objects.ts';

const workload = (container: Part, more: Part = {}): KubeObject =>
  object('apps/v1', 'Deployment', 'shop/web', {
    spec: { template: { spec: { containers: [container, { name: 'side', image: 's:1' }], ...more } } },
  });

const containers = (fields: FieldsV1): FieldsV1 => ({
  'f:spec': { 'f:template': { 'f:spec': { 'f:containers': fields } } },
});
const changes = (from: KubeObject, to: KubeObject) => changesBetween(from, to, 'tug');

test('items of a list are named by their key, and the owner of a changed field is told', () => {
  const taken = entryOf('kubectl-set', 'Update', containers({ 'k:{"name":"web"}': { 'f:image': {} } }));
  const live = asStored(workload({ name: 'web', image: 'b' }), [taken]);
  expect(changes(live, workload({ name: 'web', image: 'a' }))).toEqual([
    { path: '/spec/template/spec/containers[name=web]/image', from: 'b', to: 'a', owner: 'kubectl-set' },
  ]);
});

test('what every write changes, status and our own label are no changes', () => {
  const live = asStored({ ...configMap('a', { status: { x: 1 } }) }, []);
  const result = configMap('a', {
    metadata: { labels: { [partOfLabel]: 'set' }, resourceVersion: '9', generation: 5 },
    status: { x: 2 },
  });
  expect(changes(live, result)).toEqual([]);
});

test('the keys by which the server tells items apart come before guesses', () => {
  const ports = (to: number): Part => ({
    ports: [
      { name: 'dns', containerPort: 53, protocol: 'TCP' },
      { name: 'dns-udp', containerPort: 53, protocol: 'UDP', hostPort: to },
    ],
  });
  const fields = containers({ 'k:{"name":"web"}': { 'f:ports': { 'k:{"containerPort":53,"protocol":"TCP"}': {} } } });
  const live = asStored(workload({ name: 'web', ...ports(1) }), [entryOf('tug', 'Apply', fields)]);
  expect(changes(live, workload({ name: 'web', ...ports(2) })).map(({ path }) => path)).toEqual([
    '/spec/template/spec/containers[name=web]/ports[containerPort=53,protocol=UDP]/hostPort',
  ]);
});

test('an item that comes, one that goes and one that moved', () => {
  const env = (...names: string[]): Part => ({ env: names.map((name) => ({ name, value: name })) });
  const at = '/spec/template/spec/containers[name=web]/env';
  expect(
    changes(workload({ name: 'web', ...env('a', 'b', 'c') }), workload({ name: 'web', ...env('c', 'b', 'd') })),
  ).toEqual([
    { path: `${at}[name=a]`, from: { name: 'a', value: 'a' }, to: undefined },
    { path: `${at}[name=d]`, from: undefined, to: { name: 'd', value: 'd' } },
  ]);
});

test('lists without keys are compared by position while they keep their length, else as a whole', () => {
  const rules = (...items: unknown[]): KubeObject => object('v1', 'Thing', 'a/b', { rules: items });
  expect(changes(rules({ x: 1 }, { x: 2 }), rules({ x: 1 }, { x: 3 }))).toEqual([
    { path: '/rules/1/x', from: 2, to: 3 },
  ]);
  expect(changes(rules('a'), rules('a', 'b'))).toEqual([{ path: '/rules', from: ['a'], to: ['a', 'b'] }]);
  expect(changes(rules(), rules())).toEqual([]);
});

test('names with slashes are escaped as in a JSON pointer', () => {
  const mounts = (path: string, readOnly: boolean): KubeObject =>
    object('v1', 'Thing', 'a/b', { mounts: [{ mountPath: path, readOnly }] });
  expect(changes(mounts('/var/log', true), mounts('/var/log', false)).map(({ path }) => path)).toEqual([
    '/mounts[mountPath=~1var~1log]/readOnly',
  ]);
  const annotated = (value: string): KubeObject => configMap('a', { metadata: { annotations: { 'a.b/c~d': value } } });
  expect(changes(annotated('1'), annotated('2')).map(({ path }) => path)).toEqual(['/metadata/annotations/a.b~1c~0d']);
});

test('null and not being there are told apart, zero and empty text are values', () => {
  const data = (value: unknown): KubeObject => configMap('a', { data: value === undefined ? {} : { x: value } });
  expect(changes(data(null), data(0))).toEqual([{ path: '/data/x', from: null, to: 0 }]);
  expect(changes(data(undefined), data(''))).toEqual([{ path: '/data/x', from: undefined, to: '' }]);
});

test('a map that comes as a whole is one change', () => {
  expect(changes(configMap('a'), configMap('a', { data: { x: '1' } }))).toEqual([
    { path: '/data', from: undefined, to: { x: '1' } },
  ]);
});
