import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { Problem } from '../lib/errors.ts';
import { handOverTo } from './annotations.ts';
import { partOfLabel } from './applyset.ts';
import type { PlanInput } from './input.ts';
import { isPending, makePlan } from './plan.ts';
import {
  annotated,
  configMap,
  deployment,
  entryOf,
  foreign,
  input,
  installing,
  live,
  object,
  observedOf,
  otherSet,
  rowOf,
  want,
} from './testing/objects.ts';
import type { Desired, Foreseen, Refusal } from './types.ts';

const job = (name: string, more = {}): KubeObject => object('batch/v1', 'Job', `shop/${name}`, more);
const web = want(deployment('shop/web', { containers: [{ name: 'web', image: 'a:1' }] }));
const old = want(deployment('shop/web', { containers: [{ name: 'web', image: 'a:0' }] }));

const planOf = (desired: Desired, foreseen: Foreseen, more: Parameters<typeof input>[0] = {}) =>
  makePlan(input({ desired: [desired], foreseen: new Map([[desired.key, foreseen]]), ...more }));
const only = (...args: Parameters<typeof planOf>) => planOf(...args).steps[0];
const refused = (reason: Refusal['reason'], message = 'no', seen?: KubeObject, fields: string[] = []): Foreseen => ({
  kind: 'refused',
  live: seen,
  refusal: { reason, message, fields },
});
const immutable = (seen: KubeObject): Foreseen =>
  refused('immutable', 'spec.selector: field is immutable', seen, ['spec.selector']);
const asMember = (seen: KubeObject, more: Parameters<typeof input>[0] = {}): Parameters<typeof input>[0] => ({
  observed: observedOf(seen),
  ...more,
});

test('what is not there is created', () => {
  expect(only(web, { kind: 'create', result: live(web) })).toMatchObject({
    action: 'create',
    id: 'apps/Deployment/shop/web',
    changes: [],
    risks: [],
  });
});

test('what could not be asked about is created, with the reason it could not', () => {
  expect(only(web, { kind: 'absent', note: 'namespace shop comes with this plan' })).toMatchObject({
    action: 'create',
    reason: 'namespace shop comes with this plan',
  });
});

test('an update tells why, what, at which version, and that pods restart', () => {
  const step = only(
    web,
    { kind: 'update', live: live(old), result: live(web) },
    { ledger: new Map([[web.key, rowOf(old)]]) },
  );
  expect(step).toMatchObject({
    action: 'update',
    reason: 'the files changed',
    resourceVersion: '7',
    uid: 'uid-of-web',
    risks: [{ kind: 'restartsPods' }],
    changes: [{ path: '/spec/template/spec/containers[name=web]/image', from: 'a:0', to: 'a:1' }],
  });
});

test('drift names who did it, and the field that is taken back', () => {
  const taken = entryOf('kubectl-set', 'Update', { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': {} } } } });
  const step = only(
    web,
    { kind: 'update', live: live(old, {}, [taken]), result: live(web) },
    { ledger: new Map([[web.key, rowOf(web)]]) },
  );
  expect(step?.reason).toBe('drift: changed by kubectl-set');
  expect(step?.risks).toContainEqual({
    kind: 'takesField',
    field: '/spec/template/spec/containers[name=web]/image',
    from: 'kubectl-set',
  });
});

test('an object that is as it should be and ours needs no step, and counts as unchanged', () => {
  const plan = planOf(web, { kind: 'update', live: live(web), result: live(web) });
  expect(plan.steps).toEqual([]);
  expect(plan.summary).toMatchObject({ unchanged: 1, update: 0 });
});

test('the same values under other owners are taken back, for what the files drop would stay otherwise', () => {
  const bare = {
    ...live(web),
    metadata: {
      ...live(web).metadata,
      managedFields: [entryOf('tug', 'Apply', { 'f:metadata': { 'f:labels': { [`f:${partOfLabel}`]: {} } } })],
    },
  };
  expect(only(web, { kind: 'update', live: bare, result: live(web) })).toMatchObject({
    action: 'update',
    changes: [],
    reason: 'its fields are not all ours',
  });
});

test('what others made is adopted, and they are named', () => {
  const step = only(web, { kind: 'update', live: foreign(web.object), result: live(web) });
  expect(step).toMatchObject({
    action: 'adopt',
    reason: 'it is there already, made by kubectl-create',
    changes: [],
    risks: [],
  });
});

test('an adoption that was killed between its two writes is an adoption again', () => {
  const { [partOfLabel]: _, ...labels } = web.object.metadata.labels ?? {};
  const unlabelled = live({ ...web, object: { ...web.object, metadata: { ...web.object.metadata, labels } } });
  expect(only(web, { kind: 'update', live: unlabelled, result: live(web) })?.action).toBe('adopt');
});

test('an object that is being deleted is made again', () => {
  const dying = { ...live(web), metadata: { ...live(web).metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  expect(only(web, { kind: 'update', live: dying, result: live(web) })).toMatchObject({
    action: 'update',
    reason: expect.stringContaining('being deleted') as string,
  });
});

test.each(['invalid', 'forbidden', 'admission', 'conflict', 'unknownKind', 'schema', 'other'] as const)(
  'a refusal as %s blocks, with its place and what to do',
  (reason) => {
    const { steps, blocked, summary } = planOf(web, refused(reason, 'spec.x: no'));
    expect(steps).toEqual([]);
    expect(summary.unchanged).toBe(0);
    expect(blocked).toMatchObject([{ object: { kind: 'Deployment', name: 'web' }, reason: 'spec.x: no (web.yaml:1)' }]);
    expect(blocked[0]?.remedy).not.toBe('');
  },
);

test('every reason is reported, not the first only', () => {
  const others = ['a', 'b', 'c'].map((name) => want(configMap(`shop/${name}`)));
  const { blocked } = makePlan(
    input({ desired: others, foreseen: new Map(others.map(({ key }) => [key, refused('invalid')])) }),
  );
  expect(blocked.map(({ object: { name } }) => name)).toEqual(['a', 'b', 'c']);
});

test('a refusal about something this plan brings is none, and the object waits for it', () => {
  const account = want(object('v1', 'ServiceAccount', 'shop/web-account'));
  const pod = want(object('v1', 'Pod', 'shop/p', { spec: { serviceAccountName: 'web-account' } }));
  const missing = refused(
    'admission',
    'pods "p" is forbidden: error looking up service account shop/web-account: serviceaccount "web-account" not found',
  );
  const plan = makePlan(
    input({
      desired: [pod, account],
      foreseen: new Map([
        [pod.key, missing],
        [account.key, { kind: 'create', result: live(account) }],
      ]),
    }),
  );
  expect(plan.blocked).toEqual([]);
  expect(plan.steps.find(({ id }) => id === pod.key)?.after).toContainEqual({ step: account.key, until: 'applied' });
});

test.each([
  ['it lacks the right to do so', 'User "ci" cannot create resource "pods"'],
  ['a policy forbids it', 'violates PodSecurity "restricted": web-account'],
  ['something is missing that the plan does not bring', 'serviceaccount "another" not found'],
])('an object stays blocked when %s', (_, message) => {
  const account = want(object('v1', 'ServiceAccount', 'shop/web-account'));
  const pod = want(object('v1', 'Pod', 'shop/p', { spec: { serviceAccountName: 'web-account' } }));
  const foreseen = new Map<string, Foreseen>([
    [pod.key, refused('admission', message)],
    [account.key, { kind: 'create', result: live(account) }],
  ]);
  expect(makePlan(input({ desired: [pod, account], foreseen })).blocked).toHaveLength(1);
});

test('a Job of ours whose template changed is replaced without being asked about', () => {
  const one = want(job('seed'));
  const step = only(one, immutable(live(one)), asMember(live(one)));
  expect(step).toMatchObject({
    action: 'replace',
    reason: 'it cannot be changed in place: spec.selector',
    risks: [{ kind: 'immutable', fields: ['spec.selector'] }],
  });
});

test("somebody else's Job is not", () => {
  const one = want(job('seed'));
  expect(planOf(one, immutable(foreign(one.object)))).toMatchObject({
    steps: [],
    blocked: [{ remedy: expect.stringContaining('--allow-replace') as string }],
  });
});

test('what else cannot be changed in place is blocked with its fields, unless somebody allows it', () => {
  const seen = live(web);
  expect(planOf(web, immutable(seen))).toMatchObject({
    steps: [],
    blocked: [{ reason: 'spec.selector: field is immutable (web.yaml:1)' }],
  });
  expect(only(web, immutable(seen), { consent: { replace: true } })?.action).toBe('replace');
  const asks = want({
    ...web.object,
    metadata: { ...web.object.metadata, annotations: { 'tug.dev/replace': 'true' } },
  });
  expect(only(asks, immutable(seen))?.action).toBe('replace');
});

test('what holds data is replaced only with consent to lose it', () => {
  const claim = want(object('v1', 'PersistentVolumeClaim', 'shop/data'));
  expect(planOf(claim, immutable(live(claim)), { consent: { replace: true } }).blocked[0]?.remedy).toMatch(
    /--allow-delete PersistentVolumeClaim/,
  );
  expect(
    only(claim, immutable(live(claim)), { consent: { replace: true, kinds: ['PersistentVolumeClaim'] } })?.action,
  ).toBe('replace');
});

const ofOther = (more: Record<string, string> = {}): KubeObject => {
  const seen = live(web);
  return { ...seen, metadata: { ...seen.metadata, labels: { [partOfLabel]: otherSet }, annotations: more } };
};

test.each([
  ['changed', { kind: 'update', live: ofOther(), result: live(web) } as const],
  ['replaced', immutable(ofOther())],
])('a member of another App is never %s, and that App is named', (_, foreseen) => {
  const plan = planOf(web, foreseen, { consent: { replace: true } });
  expect(plan.steps).toEqual([]);
  expect(plan.blocked[0]).toMatchObject({ reason: 'it is a member of another App, team-b/other (web.yaml:1)' });
  expect(plan.blocked[0]?.remedy).toContain('tug.dev/hand-over-to: team/shop');
});

test('a member that its App hands over to this one is adopted', () => {
  const foreseen: Foreseen = { kind: 'update', live: ofOther({ [handOverTo]: 'team/shop' }), result: live(web) };
  expect(only(web, foreseen)).toMatchObject({ action: 'adopt', reason: 'App team-b/other hands it over' });
});

test('a member offered to a third App is not', () => {
  expect(
    planOf(web, { kind: 'update', live: ofOther({ [handOverTo]: 'team/third' }), result: live(web) }).blocked,
  ).toHaveLength(1);
});

test('what was handed over is left to the App that took it', () => {
  const given = want(configMap('shop/a', annotated({ [handOverTo]: 'team-b/other' })));
  const taken = { ...live(given), metadata: { ...live(given).metadata, labels: { [partOfLabel]: otherSet } } };
  const plan = planOf(given, { kind: 'update', live: taken, result: live(given) });
  expect(plan.blocked).toEqual([]);
  expect(plan.steps).toMatchObject([{ action: 'keep', reason: 'it was handed over to App team-b/other' }]);
  expect(plan.steps.filter(isPending)).toEqual([]);
});

test('an empty target deletes nothing, whatever else is allowed', () => {
  const member = live(web);
  const nothing: Partial<PlanInput> = { desired: [], ...asMember(member) };
  const plan = makePlan(input({ ...nothing, consent: { prune: true }, policy: { ...input().policy, partial: true } }));
  expect(plan.blocked).toMatchObject([
    { object: { kind: 'App', name: 'shop' }, remedy: expect.stringContaining('--allow-empty') as string },
  ]);
  expect(plan.steps.filter(isPending)).toEqual([]);
  expect(makePlan(input({ ...nothing, consent: { empty: true } })).steps).toMatchObject([{ action: 'delete' }]);
});

test('tug.dev/after that names nothing is blocked rather than ignored', () => {
  const plan = makePlan(
    installing(configMap('shop/a', annotated({ 'tug.dev/after': 'Job/sed, ConfigMap/b' })), configMap('shop/b')),
  );
  expect(plan.steps.map(({ object: { name } }) => name)).toEqual(['b']);
  expect(plan.blocked).toMatchObject([
    { reason: 'tug.dev/after names Job/sed, which is not among the objects of this App (a.yaml:1)' },
  ]);
});

test('objects that wait for one another are refused, and the circle is named', () => {
  const circle = () =>
    makePlan(
      installing(
        configMap('shop/a', annotated({ 'tug.dev/after': 'ConfigMap/b' })),
        configMap('shop/b', annotated({ 'tug.dev/after': 'ConfigMap/c' })),
        configMap('shop/c', annotated({ 'tug.dev/after': 'ConfigMap/a' })),
      ),
    );
  expect(circle).toThrow(Problem);
  expect(circle).toThrow(/ConfigMap shop\/a → ConfigMap shop\/b → ConfigMap shop\/c → ConfigMap shop\/a/);
});

test('the digest is over all desired objects, in any order', () => {
  const objects = [configMap('shop/a'), configMap('shop/b')];
  const digest = makePlan(installing(...objects)).desired;
  expect(makePlan(installing(...objects.toReversed())).desired).toBe(digest);
  expect(makePlan(installing(configMap('shop/a'))).desired).not.toBe(digest);
});

test('a namespace that is only made for the App is no part of the digest', () => {
  const objects = installing(configMap('shop/a'));
  const home = { ...want(object('v1', 'Namespace', 'shop')), object: object('v1', 'Namespace', 'shop') };
  expect(makePlan({ ...objects, desired: [home, ...objects.desired] }).desired).toBe(makePlan(objects).desired);
});
