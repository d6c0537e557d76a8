import { expect, test } from 'vitest';
import { type Api, ApiError, create, type KubeObject, remove, serverSideApply } from '../../src/kube/index.ts';
import { foresee } from '../../src/apply/foresee.ts';
import { ownMark } from '../../src/kube/fields.ts';
import { refOf } from '../../src/kube/object.ts';
import type { Foreseen } from '../../src/plan/types.ts';
import { definition } from '../kube/cluster.ts';
import {
  configMap,
  deployment,
  kubectl,
  live,
  manager,
  openWorld,
  outcomeOf,
  planFor,
  push,
  type PushOptions,
  type World,
} from './world.ts';

async function foreseen(
  world: World,
  object: KubeObject,
  others: readonly KubeObject[] = [],
  options: PushOptions = {},
): Promise<Foreseen | undefined> {
  const { foreseen: answers, desired } = await planFor(world, [object, ...others], options);
  const one = [...desired.values()].find(
    (d) => d.object.kind === object.kind && d.object.metadata.name === object.metadata.name,
  );
  return one && answers.get(one.key);
}

const refused = (reason: string, message: RegExp, fields?: string[]): object => ({
  kind: 'refused',
  refusal: { reason, message: expect.stringMatching(message) as string, ...(fields && { fields }) },
});

test('nothing is written by looking ahead', async () => {
  const world = await openWorld();
  expect(await foreseen(world, configMap('new'))).toMatchObject({ kind: 'create', result: { data: { a: '1' } } });
  expect(await live(world, configMap('new'))).toBeUndefined();
  await kubectl(world, 'create', 'configmap', 'there', '--from-literal=a=0');
  const before = await live(world, configMap('there'));
  expect(await foreseen(world, configMap('there'))).toMatchObject({
    kind: 'update',
    live: { data: { a: '0' } },
    result: { data: { a: '1' } },
  });
  expect(await live(world, configMap('there'))).toEqual(before);
});

test('what somebody wrote since the members were listed is no change of ours', async () => {
  const world = await openWorld();
  await push(world, [configMap('busy')]);
  const { desired } = await planFor(world, [configMap('busy')]);
  const [one] = [...desired.values()];
  const listed = await live(world, configMap('busy'));
  if (!one || !listed) throw new Error('nothing to look at');
  await kubectl(world, 'annotate', 'configmap', 'busy', 'written=since');
  const own = ownMark(listed, manager);
  const observed = new Map([[one.key, { key: one.key, ref: refOf(listed), object: listed, full: true, own }]]);
  const options = { manager, conflicts: 'take', missingNamespaces: new Set<string>(), concurrency: 1 } as const;
  const answer = (await foresee(world.api, [one], { ...options, observed, desired: [one] })).get(one.key);
  if (answer?.kind !== 'update') throw new Error('it is there');
  expect(answer.live.metadata.resourceVersion).toBe(answer.result.metadata.resourceVersion);
  expect(answer.live.metadata.annotations).toEqual(answer.result.metadata.annotations);
});

test('each fault of the files is found, with its field', async () => {
  const world = await openWorld();
  const spec = (extra: object): KubeObject => ({
    ...deployment('web'),
    spec: { ...(deployment('web').spec as object), ...extra },
  });
  expect(await foreseen(world, spec({ typo: 1 }))).toMatchObject(refused('schema', /typo/, ['spec.typo']));
  expect(await foreseen(world, spec({ replicas: 'three' }))).toMatchObject(
    refused('schema', /numeric/, ['spec.replicas']),
  );
  expect(await foreseen(world, spec({ replicas: -1 }))).toMatchObject(
    refused('invalid', /greater than or equal to 0/, ['spec.replicas']),
  );
  const ports = [{ containerPort: 80, oops: 1 }];
  const nested = spec({
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'a', ports }] } },
  });
  expect(await foreseen(world, nested)).toMatchObject(
    refused('schema', /oops/, [
      'spec.template.spec.containers[name="app"].ports[containerPort=80,protocol="TCP"].oops',
    ]),
  );
});

test('missing rights, a missing namespace and one on its way out are told apart', async () => {
  const world = await openWorld();
  const nobody = world.api.impersonate('nobody-in-particular');
  expect(await foreseen(world, configMap('x'), [], { api: nobody })).toMatchObject(
    refused('forbidden', /^User "nobody-in-particular" cannot patch/),
  );
  const elsewhere = { ...configMap('x'), metadata: { name: 'x', namespace: `${world.namespace}-nope` } };
  expect(await foreseen(world, elsewhere)).toMatchObject(refused('other', /^namespace \S+-nope does not exist$/));
  const name = `${world.namespace}-going`;
  const stuck = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'stuck', namespace: name, finalizers: ['example.test/x'] },
  };
  await create(world.api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await create(world.api, stuck);
  await remove(world.api, { apiVersion: 'v1', kind: 'Namespace', name });
  const going = { ...configMap('x'), metadata: { name: 'x', namespace: name } };
  expect(await foreseen(world, going)).toMatchObject(refused('other', /is being deleted$/));
  await serverSideApply(
    world.api,
    { ...stuck, metadata: { ...stuck.metadata, finalizers: [] } },
    { manager: 'unknown', force: true },
  );
  await kubectl(
    world,
    '-n',
    name,
    'patch',
    'configmap',
    'stuck',
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":null}}',
  );
});

test('quotas and policies are refusals of admission, in their own words', async () => {
  const world = await openWorld();
  await kubectl(world, 'create', 'quota', 'none', '--hard=count/secrets=0');
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'hush' } };
  await expect
    .poll(() => foreseen(world, secret), { timeout: 10_000 })
    .toMatchObject(refused('admission', /exceeded quota/));

  const policy = `no-red-${world.namespace}`;
  const group = 'admissionregistration.k8s.io/v1';
  const matchConstraints = {
    resourceRules: [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] },
    ],
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': world.namespace } },
  };
  const validations = [
    {
      expression: "!has(object.data) || !('colour' in object.data) || object.data.colour != 'red'",
      message: 'red is not allowed',
    },
  ];
  await serverSideApply(
    world.api,
    {
      apiVersion: group,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: policy },
      spec: { failurePolicy: 'Fail', matchConstraints, validations },
    },
    { manager: 'test', force: true },
  );
  await serverSideApply(
    world.api,
    {
      apiVersion: group,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: policy },
      spec: { policyName: policy, validationActions: ['Deny'] },
    },
    { manager: 'test', force: true },
  );
  try {
    await expect
      .poll(() => foreseen(world, configMap('c', { colour: 'red' })), { timeout: 20_000 })
      .toMatchObject(refused('admission', /red is not allowed/));
  } finally {
    await kubectl(world, 'delete', 'validatingadmissionpolicybinding', policy);
    await kubectl(world, 'delete', 'validatingadmissionpolicy', policy);
  }
});

test('an unknown kind is refused with what is served instead, unless its definition comes with the plan', async () => {
  const world = await openWorld();
  const old = { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'old' }, spec: {} };
  const { foreseen: answers } = await planFor(world, [old]);
  expect([...answers.values()]).toEqual([]);

  const group = `${world.namespace}.example.test`;
  const crd = definition(group, 'Widget', {
    type: 'object',
    properties: { size: { type: 'integer' } },
    required: ['size'],
  });
  const widget = (spec: object): KubeObject => ({
    apiVersion: `${group}/v1`,
    kind: 'Widget',
    metadata: { name: 'one' },
    spec,
  });
  expect(await foreseen(world, widget({ size: 'big', extra: 1 }), [crd])).toMatchObject(
    refused('schema', /size.*extra|extra.*size/, expect.arrayContaining(['spec.size', 'spec.extra']) as string[]),
  );
  expect(await foreseen(world, widget({ size: 3 }), [crd])).toMatchObject({
    kind: 'absent',
    note: 'its kind comes with this plan',
  });
  const { outcome } = await push(world, [widget({ size: 3 }), crd]);
  expect(outcome.verdict).toBe('deployed');
  expect((await live(world, widget({})))?.spec).toEqual({ size: 3 });

  const wider = definition(group, 'Widget', {
    type: 'object',
    properties: { size: { type: 'integer' }, colour: { type: 'string' } },
    required: ['size'],
  });
  const changed = await push(world, [widget({ size: 3, colour: 'red' }), wider]);
  expect(changed.plan.blocked).toEqual([]);
  expect(changed.outcome.verdict).toBe('deployed');
  await kubectl(world, 'delete', 'crd', String(crd.metadata.name));
});

test('what is in a namespace that comes with the plan is checked by the schema', async () => {
  const world = await openWorld();
  const name = `${world.namespace}-new`;
  const options = { missingNamespaces: new Set([name]) };
  const placed = (data: unknown): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: name },
    data,
  });
  expect(await foreseen(world, placed({ a: 1 }), [], options)).toMatchObject(refused('schema', /string/, ['data.a']));
  expect(await foreseen(world, placed({ a: '1' }), [], options)).toMatchObject({
    kind: 'absent',
    note: `namespace ${name} comes with this plan`,
  });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  expect(await foreseen(world, placed({ a: '1' }), [namespace])).toMatchObject({
    kind: 'absent',
    note: `Namespace ${name} comes with this plan`,
  });
});

test('a pod whose service account comes with the plan is not refused for its lack, and is created after it', async () => {
  const world = await openWorld();
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'runner' } };
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { serviceAccountName: 'runner', containers: [{ name: 'a', image: 'example.test/app:1' }] },
  };
  expect(await foreseen(world, pod)).toMatchObject(refused('admission', /service account/));
  expect(await foreseen(world, pod, [account])).toMatchObject({ kind: 'absent' });
  const pushed = await push(world, [pod, account]);
  expect(outcomeOf(pushed, pod, world)).toMatchObject({ result: 'applied', health: { status: 'Current' } });
});

test('a webhook that takes no dry runs leaves the answer to the schema, or to a merge of our own', async () => {
  const world = await openWorld();
  await kubectl(world, 'create', 'configmap', 'there', '--from-literal=b=0');
  // The present API admits no such webhook any more (v1 wants sideEffects None or NoneOnDryRun); old ones live on, so their words are put in.
  const message = 'admission webhook "old.test" does not support dry run';
  const request: Api['request'] = (one) =>
    one.query?.dryRun
      ? Promise.reject(new ApiError({ status: 400, reason: 'BadRequest', message }))
      : world.api.request(one);
  const api: Api = { ...world.api, request };
  expect(await foreseen(world, configMap('new'), [], { api })).toEqual({
    kind: 'absent',
    note: 'the webhook old.test takes no dry runs',
  });
  expect(await foreseen(world, configMap('there'), [], { api })).toMatchObject({
    kind: 'update',
    result: { data: { a: '1', b: '0' } },
  });
  const broken = { ...configMap('broken'), data: { a: 1 } } as unknown as KubeObject;
  expect(await foreseen(world, broken, [], { api })).toMatchObject(refused('schema', /string/, ['data.a']));
});

test('a webhook that is down is a refusal, unless this very plan brings it', async () => {
  const world = await openWorld();
  const name = `down-${world.namespace}`;
  const down = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name: 'down.webhook.test',
        sideEffects: 'None',
        timeoutSeconds: 1,
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Fail',
        clientConfig: { url: 'https://127.0.0.1:1/never' },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': world.namespace } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }],
      },
    ],
  };
  await kubectl(world, 'create', 'configmap', 'there', '--from-literal=b=0');
  await serverSideApply(world.api, down, { manager: 'test', force: true });
  try {
    await expect
      .poll(() => foreseen(world, configMap('there')), { timeout: 20_000 })
      .toMatchObject(refused('admission', /^failed calling webhook "down\.webhook\.test"/));
    expect(await foreseen(world, configMap('there'), [down])).toMatchObject({
      kind: 'update',
      result: { data: { a: '1', b: '0' } },
    });
    const note = 'webhook down.webhook.test comes with this plan';
    expect(await foreseen(world, configMap('new'), [down])).toMatchObject({ kind: 'absent', note });
  } finally {
    await kubectl(world, 'delete', 'validatingwebhookconfiguration', name);
  }
});
