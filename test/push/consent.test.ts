import { expect, test } from 'vitest';
import { kubectl } from '../support/cluster.ts';
import { type Workspace, workspace } from '../support/workspace.ts';
import { app, configMap, documents } from './objects.ts';

const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`m/c${i}.yaml`, configMap(`c${i}`)]));

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;

async function blockedBy(ended: ReturnType<Workspace['json']>): Promise<{ reason: string; remedy: string }[]> {
  const { code, json, stderr } = await ended;
  const { blocked, verdict } = json as { blocked: { reason: string; remedy: string }[]; verdict: string };
  expect({ code, verdict, stderr }).toMatchObject({ code: 3, verdict: 'blocked' });
  return blocked;
}

test('more deletions than sync.pruneLimit need consent', async () => {
  const work = workspace();
  work.write({ 'app.yaml': app('many', 'source: {path: m}, sync: {pruneLimit: 2}'), ...many(4) });
  expect((await work.json('push', 'app.yaml')).code).toBe(0);
  work.write({ 'm/c1.yaml': null, 'm/c2.yaml': null, 'm/c3.yaml': null });
  const [first] = await blockedBy(work.json('push', 'app.yaml'));
  expect(first?.reason).toMatch(/3 members would be deleted, more than sync\.pruneLimit \(2\)/);
  expect(first?.remedy).toMatch(/--allow-many-deletions/);
  expect(await work.namespace.names('configmap', 'c')).toEqual(new Set(['c0', 'c1', 'c2', 'c3']));
  const pushed = await work.json('push', 'app.yaml', '--allow-many-deletions');
  expect(pushed).toMatchObject({ code: 0, json: { summary: { delete: 3 } } });
  expect(await work.namespace.names('configmap', 'c')).toEqual(new Set(['c0']));
});

test('a claim goes only when its kind is named, and its plan says what is lost', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a'), 'm/data.yaml': claim });
  expect((await work.json('push', 'm')).code).toBe(0);
  work.write({ 'm/data.yaml': null });
  const [first] = await blockedBy(work.json('push', 'm', '--allow-delete', 'Namespace'));
  expect(first?.reason).toMatch(/deleting it loses/);
  expect(first?.remedy).toMatch(/--allow-delete PersistentVolumeClaim/);
  expect(await work.namespace.get('pvc', 'data')).toBeDefined();
  const planned = await work.json('plan', 'm', '--allow-delete', 'PersistentVolumeClaim');
  expect(planned.json).toMatchObject({ steps: [{ action: 'delete', risks: [{ kind: 'losesData' }] }] });
  expect((await work.json('push', 'm', '--allow-delete', 'PersistentVolumeClaim')).code).toBe(0);
  expect(await work.namespace.get('pvc', 'data')).toBeUndefined();
});

test('deleting an App asks for the same consent, and deletes nothing without it', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a'), 'm/data.yaml': claim });
  expect((await work.json('push', 'm')).code).toBe(0);
  expect((await blockedBy(work.json('delete', 'm')))[0]?.remedy).toMatch(/--allow-delete PersistentVolumeClaim/);
  expect(await work.namespace.names('configmap', 'a')).toEqual(new Set(['a']));
  expect((await work.json('delete', 'm', '--allow-delete', 'PersistentVolumeClaim')).code).toBe(0);
  expect(await work.namespace.get('pvc', 'data')).toBeUndefined();
  expect(await work.json('apps')).toMatchObject({ json: { apps: [] } });
});

test('a Namespace and a CustomResourceDefinition go only when their kind is named', async () => {
  const work = workspace();
  const word = work.namespace.name.replace('t-', 'g');
  const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${word}}\n`;
  work.write({ 'm/a.yaml': configMap('a'), 'm/ns.yaml': namespace, 'm/crd.yaml': definition(word) });
  expect((await work.json('push', 'm')).code).toBe(0);
  work.write({ 'm/ns.yaml': null, 'm/crd.yaml': null });
  const remedies = (await blockedBy(work.json('push', 'm'))).map(({ remedy }) => remedy);
  expect(remedies.join('\n')).toMatch(/--allow-delete Namespace/);
  expect(remedies.join('\n')).toMatch(/--allow-delete CustomResourceDefinition/);
  expect((await kubectl('get', 'namespace', word)).code).toBe(0);
  const both = ['--allow-delete', 'Namespace', '--allow-delete', 'CustomResourceDefinition'];
  expect(await work.json('push', 'm', ...both)).toMatchObject({ code: 0, json: { summary: { delete: 2 } } });
  expect((await kubectl('get', 'crd', `${word}s.example.test`)).code).not.toBe(0);
});

function definition(word: string): string {
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${word}s.example.test}
spec:
  group: example.test
  scope: Namespaced
  names: {plural: ${word}s, singular: ${word}, kind: ${word[0]?.toUpperCase()}${word.slice(1)}}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;
}

test('a target without objects is refused, unless it is meant', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a'), 'm/b.yaml': configMap('b') });
  expect((await work.json('push', 'm')).code).toBe(0);
  work.write({ 'm/a.yaml': null, 'm/b.yaml': '# nothing yet\n' });
  const [first] = await blockedBy(work.json('push', 'm'));
  expect(first?.reason).toMatch(/holds no objects/);
  expect(first?.remedy).toMatch(/--allow-empty/);
  expect(await work.namespace.get('configmap', 'a')).toBeDefined();
  expect(await work.json('push', 'm', '--allow-empty')).toMatchObject({ code: 0, json: { summary: { delete: 2 } } });
  expect(await work.namespace.get('configmap', 'a')).toBeUndefined();
});

test("another App's member is never taken: the plan names the App, and a hand-over is asked for on both sides", async () => {
  const work = workspace();
  const { name } = work.namespace;
  const extra = `, annotations: {tug.dev/hand-over-to: ${name}/taker}`;
  work.write({ 'giver/a.yaml': configMap('shared', { from: 'giver' }), 'giver/b.yaml': configMap('own') });
  work.write({ 'taker/a.yaml': configMap('shared', { from: 'taker' }) });
  expect((await work.json('push', 'giver')).code).toBe(0);
  const [first] = await blockedBy(work.json('push', 'taker'));
  expect(first?.reason).toContain(`it is a member of another App, ${name}/giver`);
  expect(await work.namespace.get('configmap', 'shared')).toMatchObject({ data: { from: 'giver' } });

  work.write({ 'giver/a.yaml': configMap('shared', { from: 'giver' }, extra) });
  expect((await work.json('push', 'giver')).code).toBe(0);
  const taken = await work.json('push', 'taker');
  expect(taken).toMatchObject({ code: 0, json: { summary: { adopt: 1 } } });
  expect((await work.json('why', 'configmap/shared')).json).toMatchObject({ app: { name: 'taker', namespace: name } });
  // Neither dropping it nor pushing it again from the giver's files touches it now.
  expect((await work.json('push', 'giver')).code).toBe(0);
  work.write({ 'giver/a.yaml': null });
  expect((await work.json('push', 'giver')).code).toBe(0);
  expect(await work.namespace.get('configmap', 'shared')).toMatchObject({ data: { from: 'taker' } });
  expect((await work.json('push', 'taker')).json).toMatchObject({ verdict: 'unchanged' });
});

test('what is annotated to be kept stays when the files drop it, and is let go when its App is deleted', async () => {
  const work = workspace();
  const keep = ', annotations: {tug.dev/prune: never}';
  const helms = ', annotations: {helm.sh/resource-policy: keep}';
  work.write({
    'm/a.yaml': configMap('a'),
    'm/kept.yaml': documents(configMap('kept', { a: 'b' }, keep), configMap('helms', { a: 'b' }, helms)),
  });
  expect((await work.json('push', 'm')).code).toBe(0);
  work.write({ 'm/kept.yaml': null });
  const pushed = await work.json('push', 'm');
  expect(pushed).toMatchObject({ code: 0, json: { summary: { keep: 2, delete: 0 } } });
  expect(await work.namespace.get('configmap', 'kept')).toBeDefined();

  expect(await work.json('delete', 'm')).toMatchObject({ code: 0, json: { summary: { orphan: 2, delete: 1 } } });
  const kept = (await work.namespace.get('configmap', 'kept')) as { metadata: { labels?: Record<string, string> } };
  expect(kept.metadata.labels ?? {}).not.toHaveProperty('applyset.kubernetes.io/part-of');
  expect(await work.namespace.get('configmap', 'a')).toBeUndefined();
  // Nobody's now, it can be adopted again.
  work.write({ 'm/a.yaml': null, 'm/kept.yaml': configMap('kept', { a: 'b' }, keep) });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed', summary: { adopt: 1 } });
});

test('what cannot be changed in place is replaced only when that is allowed', async () => {
  const work = workspace();
  const service = (ip: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {${ip}ports: [{port: 80}], selector: {app: x}}\n`;
  work.write({ 'm/s.yaml': service('') });
  expect((await work.json('push', 'm')).code).toBe(0);
  work.write({ 'm/s.yaml': service('clusterIP: None, ') });
  expect((await blockedBy(work.json('push', 'm')))[0]?.remedy).toMatch(/--allow-replace/);
  expect(await work.json('push', 'm', '--allow-replace')).toMatchObject({ code: 0, json: { summary: { replace: 1 } } });
  expect(await work.namespace.get('service', 's')).toMatchObject({ spec: { clusterIP: 'None' } });
});

test('without a terminal a plan that needs consent needs --yes', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  const asked = await work.run(['push', 'm', '-o', 'json']);
  expect(asked).toMatchObject({ code: 3, json: { error: { code: 'NeedsConsent' } } });
  expect((await work.json('push', 'm')).code).toBe(0);
  // Nothing to do needs no consent.
  expect(await work.run(['push', 'm', '-o', 'json'])).toMatchObject({ code: 0, json: { verdict: 'unchanged' } });
  expect(await work.run(['delete', 'm', '-o', 'json'])).toMatchObject({ code: 3 });
});
