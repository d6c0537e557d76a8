import { expect, test } from 'vitest';
import { type Workspace, workspace } from '../support/workspace.ts';
import { app, configMap, deployment, documents, service } from './objects.ts';

interface Member {
  readonly object: { readonly kind: string; readonly name: string };
  readonly health: string;
  readonly message: string;
  readonly drift: string | null;
}

async function membersOf(work: Workspace, name: string): Promise<ReadonlyMap<string, Member>> {
  const { code, json } = await work.json('status', name);
  expect(code).toBe(0);
  const { members } = json as { members: readonly Member[] };
  return new Map(members.map((member) => [`${member.object.kind}/${member.object.name}`, member]));
}

/** What people read: no blanks at the ends of lines, and no line that a terminal of 120 columns would break. */
function expectReadable(text: string): void {
  expect(text.endsWith('\n')).toBe(true);
  expect(text.endsWith('\n\n')).toBe(false);
  for (const line of text.split('\n')) {
    expect(line).toBe(line.trimEnd());
    expect(line.length > 120 ? line : '').toBe('');
  }
}

test('status tells drift by scaling, editing, deleting and unlabelling, and none by what others add', async () => {
  const work = workspace();
  const names = ['quiet', 'edited', 'deleted', 'unlabelled', 'added'];
  work.write({ 'm/web.yaml': deployment('web'), 'm/maps.yaml': documents(...names.map((name) => configMap(name))) });
  expect((await work.json('push', 'm')).code).toBe(0);
  const before = await membersOf(work, 'm');
  expect([...before.values()].filter(({ drift }) => drift !== null)).toEqual([]);
  expect([...before.keys()].toSorted()).toEqual(['Deployment/web', ...names.map((n) => `ConfigMap/${n}`)].toSorted());

  await work.namespace.kubectl('scale', 'deployment', 'web', '--replicas=2');
  await work.namespace.kubectl('patch', 'configmap', 'edited', '--type=merge', '-p', '{"data":{"a":"c"}}');
  await work.namespace.kubectl('patch', 'configmap', 'added', '--type=merge', '-p', '{"data":{"more":"c"}}');
  await work.namespace.kubectl('delete', 'configmap', 'deleted');
  await work.namespace.kubectl('label', 'configmap', 'unlabelled', 'applyset.kubernetes.io/part-of-');
  const after = await membersOf(work, 'm');
  const drifted = [...after].filter(([, { drift }]) => drift !== null).map(([name]) => name);
  expect(drifted.toSorted()).toEqual([
    'ConfigMap/deleted',
    'ConfigMap/edited',
    'ConfigMap/unlabelled',
    'Deployment/web',
  ]);
  expect(after.get('ConfigMap/deleted')?.drift).toMatch(/deleted/);

  const text = await work.run(['status', 'm']);
  expectReadable(text.stdout);
  expect(text.stdout).toMatch(/release 1 deployed, 6 members, 4 drifted/);

  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed', summary: { create: 1 } });
  expect([...(await membersOf(work, 'm')).values()].filter(({ drift }) => drift !== null)).toEqual([]);
  expect(await work.namespace.get('deployment', 'web')).toMatchObject({ spec: { replicas: 1 } });
});

test('status has a stable shape', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  expect((await work.json('push', 'm')).code).toBe(0);
  expect((await work.json('status', 'm')).json).toEqual({
    app: { name: 'm', namespace: work.namespace.name },
    way: 'push',
    release: 1,
    verdict: 'deployed',
    revision: expect.any(String) as string,
    hold: null,
    pull: null,
    members: [
      {
        object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: work.namespace.name, name: 'a' },
        health: 'Current',
        message: '',
        drift: null,
      },
    ],
  });
});

test('a member that was deleted is shown with the apiVersion that it has', async () => {
  const work = workspace();
  work.write({ 'm/web.yaml': deployment('web', { replicas: 0 }) });
  expect((await work.json('push', 'm')).code).toBe(0);
  await work.namespace.kubectl('delete', 'deployment', 'web');
  expect((await work.json('status', 'm')).json).toMatchObject({
    members: [{ object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, health: 'Unknown' }],
  });
});

test('why tells the App, the managers and what drifted', async () => {
  const work = workspace();
  work.write({ 'm/web.yaml': deployment('web') });
  expect((await work.json('push', 'm')).code).toBe(0);
  await work.namespace.kubectl('scale', 'deployment', 'web', '--replicas=2');
  const { code, json } = await work.json('why', 'deploy/web');
  expect(code).toBe(0);
  expect(json).toMatchObject({
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: work.namespace.name, name: 'web' },
    app: { name: 'm', namespace: work.namespace.name },
    drift: expect.stringMatching(/taken or removed/) as string,
  });
  const { managers } = json as { managers: { manager: string; operation: string; fields: number }[] };
  expect(managers.find(({ manager }) => manager === 'tug')).toMatchObject({ operation: 'Apply' });
  expect(managers.map(({ manager }) => manager)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^kubectl/),
      expect.stringMatching(/kube-controller-manager \(status\)/),
    ]),
  );
  const text = await work.run(['why', 'deploy/web']);
  expectReadable(text.stdout);
  expect(text.stdout).toContain(`It is a member of App ${work.namespace.name}/m, and it drifted`);
});

test('why gives the reason of pods that do not come up, for the workload and for a pod', async () => {
  const work = workspace();
  work.write({ 'm/web.yaml': deployment('web', { image: 'example.test/crash:1' }) });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'failed' });
  const found = await work.json('why', 'deployment/web');
  expect(found.json).toMatchObject({ reason: expect.stringMatching(/main.*(CrashLoopBackOff|crash)/i) as string });
  const [pod] = await work.namespace.names('pods', 'web-');
  expect((await work.json('why', `pod/${pod}`)).json).toMatchObject({
    app: { name: 'm', namespace: work.namespace.name },
    from: { kind: 'Deployment', name: 'web' },
    drift: null,
    reason: expect.stringMatching(/CrashLoopBackOff|crash/i) as string,
  });
  const text = await work.run(['why', `pod/${pod}`]);
  expect(text.stdout).toContain(`It comes from Deployment ${work.namespace.name}/web, a member of App`);
  expectReadable((await work.run(['why', 'deployment/web'])).stdout);
});

test('why of what is nobody’s, not there, no kind or no name', async () => {
  const work = workspace();
  await work.namespace.kubectl('create', 'configmap', 'mine', '--from-literal=a=b');
  expect((await work.json('why', 'cm/mine')).json).toMatchObject({ app: null, drift: null, reason: null });
  expect((await work.run(['why', 'cm/mine'])).stdout).toContain('It is no member of an App.');
  expect(await work.json('why', 'cm/nothing')).toMatchObject({ code: 1, json: { error: { code: 'NotFound' } } });
  expect(await work.json('why', 'gadget/x')).toMatchObject({ code: 1, json: { error: { code: 'NotFound' } } });
  expect(await work.json('why', 'web')).toMatchObject({ code: 1, json: { error: { code: 'Usage' } } });
});

test('tree shows the members and what the cluster made of them', async () => {
  const work = workspace();
  work.write({
    'm/web.yaml': deployment('web', { replicas: 2 }),
    'm/svc.yaml': service('web'),
    'm/a.yaml': configMap('a'),
  });
  expect((await work.json('push', 'm')).code).toBe(0);
  interface Node {
    readonly object: { readonly kind: string };
    readonly health: string;
    readonly children: readonly Node[];
  }
  const { json } = await work.json('tree', 'm');
  const { members } = json as { members: readonly Node[] };
  expect(members.map(({ object }) => object.kind).toSorted()).toEqual(['ConfigMap', 'Deployment', 'Service']);
  const web = members.find(({ object }) => object.kind === 'Deployment');
  expect(web?.children.map(({ object }) => object.kind)).toEqual(['ReplicaSet']);
  expect(web?.children[0]?.children.map(({ object, health }) => `${object.kind} ${health}`)).toEqual([
    'Pod Current',
    'Pod Current',
  ]);
  const text = await work.run(['tree', 'm']);
  expectReadable(text.stdout);
  expect(text.stdout).toMatch(/─ Deployment .*\n.*└─ ReplicaSet .*\n.*├─ Pod .*\n.*└─ Pod /);
});

test('apps lists the Apps of a namespace with their last verdict', async () => {
  const work = workspace();
  expect((await work.run(['apps'])).stdout).toBe(`no Apps in namespace ${work.namespace.name}\n`);
  work.write({ 'one/a.yaml': configMap('a'), 'two/b.yaml': deployment('b', { image: 'example.test/crash:1' }) });
  expect((await work.json('push', 'one')).code).toBe(0);
  expect((await work.json('push', 'two')).code).toBe(4);
  const { json } = await work.json('apps');
  expect(json).toMatchObject({
    apps: [
      { namespace: work.namespace.name, name: 'one', release: 1, verdict: 'deployed', members: 1 },
      { namespace: work.namespace.name, name: 'two', release: 1, verdict: 'failed', members: 1 },
    ],
  });
  expectReadable((await work.run(['apps'])).stdout);
  expect((await work.run(['apps', '-A'])).stdout).toContain(work.namespace.name);
});

test('who may read everything but Secrets sees the state of an App, and is told what the history needs', async () => {
  const work = workspace();
  const { name } = work.namespace;
  work.write({ 'm/web.yaml': deployment('web') });
  expect((await work.json('push', 'm')).code).toBe(0);
  await work.namespace.kubectl('create', 'rolebinding', 'viewer', '--clusterrole=view', `--user=${name}`);
  expect((await work.json('apps', '--as', name)).json).toMatchObject({ apps: [{ name: 'm', verdict: 'deployed' }] });
  expect((await work.json('status', 'm', '--as', name)).json).toMatchObject({ verdict: 'deployed', release: 1 });
  expect((await work.json('tree', 'm', '--as', name)).code).toBe(0);
  expect((await work.json('why', 'deploy/web', '--as', name)).json).toMatchObject({ app: { name: 'm' } });
  expect((await work.json('wait', 'm', '--as', name)).code).toBe(0);
  expect(await work.json('history', 'm', '--as', name)).toMatchObject({
    code: 1,
    json: { error: { code: 'Forbidden', hint: expect.stringContaining('list on secrets') as string } },
  });
});

test('history has a stable shape, newest first', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  expect((await work.json('push', 'm')).code).toBe(0);
  const { json } = await work.json('history', 'm');
  expect(json).toEqual({
    releases: [
      {
        release: 1,
        verdict: 'deployed',
        revision: expect.any(String) as string,
        desired: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        images: [],
        who: expect.stringMatching(/./) as string,
        when: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        seconds: expect.any(Number) as number,
        summary: { create: 1, update: 0, adopt: 0, replace: 0, run: 0, delete: 0, keep: 0, orphan: 0, unchanged: 0 },
        message: '',
      },
    ],
  });
  expectReadable((await work.run(['history', 'm'])).stdout);
  expect(await work.json('history', 'nothing')).toMatchObject({ code: 1, json: { error: { code: 'NotFound' } } });
});

test('a long failure does not make the history unreadable', async () => {
  const work = workspace();
  work.write({ 'm/web.yaml': deployment('web', { image: `example.test/${'long-'.repeat(30)}does-not-exist:1` }) });
  expect((await work.json('push', 'm')).code).toBe(4);
  expectReadable((await work.run(['history', 'm'])).stdout);
  expectReadable((await work.run(['status', 'm'])).stdout);
});

test('wait ends well when everything is healthy, and with 4 and the reason when it is not', async () => {
  const work = workspace();
  work.write({ 'm/web.yaml': deployment('web') });
  expect((await work.json('push', 'm', '--no-wait')).code).toBe(0);
  expect(await work.json('wait', 'm', '--timeout', '1m')).toMatchObject({ code: 0, json: { verdict: 'unchanged' } });
  work.write({ 'm/web.yaml': deployment('web', { image: 'example.test/never-ready:1' }) });
  expect((await work.json('push', 'm', '--no-wait')).code).toBe(0);
  const late = await work.json('wait', 'm', '--timeout', '2s');
  expect(late).toMatchObject({
    code: 4,
    json: { verdict: 'timedOut', objects: [{ object: { name: 'web' }, result: 'timedOut' }] },
  });
  expect(await work.json('wait', 'nothing')).toMatchObject({ code: 1, json: { error: { code: 'NotFound' } } });
  expect(await work.json('wait', 'm', '--timeout', 'soon')).toMatchObject({
    code: 1,
    json: { error: { code: 'Usage' } },
  });
});

const testPod = (name: string, image: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, annotations: {helm.sh/hook: test, helm.sh/hook-delete-policy: before-hook-creation}}
spec: {restartPolicy: Never, containers: [{name: t, image: "${image}"}]}
`;

test('tug test runs the test hooks of a release and nothing else', async () => {
  const work = workspace();
  work.write({
    'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'c/templates/a.yaml': configMap('a'),
    'c/templates/tests/good.yaml': testPod('good', 'example.test/curl:1'),
  });
  expect((await work.json('push', 'c')).json).toMatchObject({ verdict: 'deployed', summary: { create: 1 } });
  expect(await work.namespace.get('pod', 'good')).toBeUndefined();
  const passed = await work.json('test', 'c', '--timeout', '1m');
  expect(passed).toMatchObject({ code: 0, json: { summary: { run: 1 }, objects: [{ object: { name: 'good' } }] } });
  // Again, as helm test may be run again.
  expect((await work.json('test', 'c', '--timeout', '1m')).code).toBe(0);
  expect((await work.json('push', 'c')).json).toMatchObject({ verdict: 'unchanged' });

  work.write({ 'c/templates/tests/bad.yaml': testPod('bad', 'example.test/fails:1') });
  expect((await work.json('push', 'c')).code).toBe(0);
  const failed = await work.json('test', 'c', '--timeout', '1m');
  expect(failed).toMatchObject({ code: 4, json: { verdict: 'failed' } });
  work.write({ 'm/a.yaml': configMap('other') });
  expect((await work.json('push', 'm')).code).toBe(0);
  expect(await work.json('test', 'm')).toMatchObject({ code: 1, json: { error: { code: 'NotFound' } } });
});

test('an App is looked at by namespace/name from anywhere', async () => {
  const work = workspace();
  work.write({ 'app.yaml': app('shop', 'source: {path: m}'), 'm/a.yaml': configMap('a') });
  expect((await work.json('push', 'app.yaml')).code).toBe(0);
  const name = `${work.namespace.name}/shop`;
  for (const command of ['status', 'history', 'tree', 'wait']) {
    expect({ command, code: (await work.json(command, name, '-n', 'default')).code }).toEqual({ command, code: 0 });
  }
});
