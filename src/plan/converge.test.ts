import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownedHash, ownEntry, ownsLabel } from '../kube/fields.ts';
import { type KubeObject, refOf } from '../kube/object.ts';
import { partOfLabel } from './applyset.ts';
import { toAsk } from './changed.ts';
import { isPending, makePlan } from './plan.ts';
import { annotated, configMap, input, manager, observedOf, ourSet, want } from './testing/objects.ts';
import { type Server, server } from './testing/server.ts';
import type { Desired, Foreseen, LedgerEntry, Plan } from './types.ts';

/** Push as app/ does it, on the model: observe, ask, plan, apply, record. */
interface Pusher {
  readonly server: Server;
  readonly ledger: Map<string, LedgerEntry>;
}

function survey({ server: api, ledger }: Pusher, desired: readonly Desired[]): { plan: Plan; asked: number } {
  const members = [...api.objects.values()].filter(
    (one) => one.metadata.labels?.[partOfLabel] === ourSet && ownsLabel(one, manager, partOfLabel),
  );
  const observed = observedOf(...members);
  const { ask, unchanged } = toAsk(desired, observed, ledger);
  const foreseen = new Map(
    ask.map((one): [string, Foreseen] => {
      const live = api.objects.get(one.key);
      const result = api.apply(one.object, manager, true);
      return [one.key, live ? { kind: 'update', live, result } : { kind: 'create', result }];
    }),
  );
  return {
    plan: makePlan(input({ desired, observed, ledger, foreseen, unchanged, consent: { empty: true, prune: true } })),
    asked: ask.length,
  };
}

/** Carries out `count` steps and stops, as if killed. */
function carryOut({ server: api, ledger }: Pusher, plan: Plan, desired: readonly Desired[], count = Infinity): void {
  const byKey = new Map(desired.map((one) => [one.key, one]));
  const done = new Set<string>();
  const ids = new Set(plan.steps.map(({ id }) => id));
  for (const step of plan.steps.slice(0, count)) {
    for (const { step: other } of step.after) expect(done.has(other) || !ids.has(other)).toBe(true);
    done.add(step.id);
    const one = byKey.get(step.id);
    if (step.action === 'delete') {
      api.remove(step.object);
      ledger.delete(step.id);
    } else if (one && isPending(step)) {
      const stored = api.apply(one.object, manager);
      if (count === Infinity) ledger.set(step.id, rowOf(one, stored));
    }
  }
}

function rowOf({ digest }: Desired, stored: KubeObject): LedgerEntry {
  const time = ownEntry(stored, manager)?.time ?? '';
  return { digest, owned: ownedHash(stored, manager) ?? '', time, generation: stored.metadata.generation ?? 0 };
}

const names = ['a', 'b', 'c', 'd'];
const name = fc.constantFrom(...names);
const values = fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.constantFrom('1', '2'), { minKeys: 1 });
const files = fc
  .dictionary(name, values)
  .map((all) => Object.entries(all).map(([key, data]) => configMap(`shop/${key}`, { data })));

type Event =
  | { kind: 'push'; files: KubeObject[] }
  | { kind: 'killed'; files: KubeObject[]; after: number }
  | { kind: 'edit'; name: string; field: string; value: string }
  | { kind: 'delete'; name: string }
  | { kind: 'made'; name: string };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), files }),
  fc.record({ kind: fc.constant('killed' as const), files, after: fc.nat(3) }),
  fc.record({
    kind: fc.constant('edit' as const),
    name,
    field: fc.constantFrom('x', 'y', 'own'),
    value: fc.constantFrom('1', '2', '9'),
  }),
  fc.record({ kind: fc.constant('delete' as const), name }),
  fc.record({ kind: fc.constant('made' as const), name }),
);

function happens(event: Event, pusher: Pusher): void {
  switch (event.kind) {
    case 'push':
    case 'killed': {
      const desired = event.files.map((one) => want(one));
      carryOut(pusher, survey(pusher, desired).plan, desired, event.kind === 'killed' ? event.after : undefined);
      return;
    }
    case 'edit':
      return pusher.server.edit(`/ConfigMap/shop/${event.name}`, 'kubectl-edit', ['data', event.field], event.value);
    case 'delete':
      return pusher.server.remove({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: event.name });
    case 'made':
      pusher.server.apply(configMap(`shop/${event.name}`, { data: { x: '7', theirs: '7' } }), 'someone');
  }
}

test('whatever happened, one push brings what the files say, and the next one finds nothing to do', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), files, (events, last) => {
      const pusher: Pusher = { server: server(), ledger: new Map() };
      for (const one of events) happens(one, pusher);
      const bystanders = new Set(names.filter((n) => isForeign(pusher.server.objects.get(`/ConfigMap/shop/${n}`))));
      const desired = last.map((one) => want(one));
      carryOut(pusher, survey(pusher, desired).plan, desired);

      for (const { key, object } of desired) expect(pusher.server.objects.get(key)).toMatchObject(object);
      const wanted = new Set(last.map(({ metadata }) => metadata.name));
      for (const n of names) {
        const isThere = pusher.server.objects.has(`/ConfigMap/shop/${n}`);
        expect(isThere).toBe(wanted.has(n) || bystanders.has(n));
      }
      const again = survey(pusher, desired).plan;
      expect(again.steps).toEqual([]);
      expect(again.summary.unchanged).toBe(desired.length);
    }),
    { numRuns: 400 },
  );
});

const isForeign = (one: KubeObject | undefined): boolean => one !== undefined && !ownsLabel(one, manager, partOfLabel);

test('after a push nothing is asked of the server, and a foreign addition alone is no work', () => {
  const pusher: Pusher = { server: server(), ledger: new Map() };
  const desired = [want(configMap('shop/a', { data: { x: '1' } })), want(configMap('shop/b', { data: { x: '1' } }))];
  carryOut(pusher, survey(pusher, desired).plan, desired);
  expect(survey(pusher, desired)).toMatchObject({ asked: 0, plan: { steps: [] } });
  pusher.server.edit('/ConfigMap/shop/a', 'kubectl-edit', ['data', 'own'], '1');
  expect(survey(pusher, desired)).toMatchObject({ asked: 1, plan: { steps: [] } });
  pusher.server.edit('/ConfigMap/shop/a', 'kubectl-edit', ['data', 'x'], '2');
  expect(survey(pusher, desired).plan.steps).toMatchObject([
    { action: 'update', reason: 'drift: changed by kubectl-edit' },
  ]);
});

test('a field that the files drop really goes', () => {
  const pusher: Pusher = { server: server(), ledger: new Map() };
  const push = (data: object): void => {
    const desired = [want(configMap('shop/a', { data }))];
    carryOut(pusher, survey(pusher, desired).plan, desired);
  };
  push({ x: '1', y: '1' });
  push({ x: '1' });
  expect(pusher.server.objects.get('/ConfigMap/shop/a')?.data).toEqual({ x: '1' });
});

test('what is guarded is kept at every push, and that is never pending', () => {
  const pusher: Pusher = { server: server(), ledger: new Map() };
  const both = [want(configMap('shop/a', annotated({ 'tug.dev/prune': 'never' }))), want(configMap('shop/b'))];
  carryOut(pusher, survey(pusher, both).plan, both);
  for (let i = 0; i < 2; i++) {
    const { plan } = survey(pusher, both.slice(1));
    expect(plan.steps.map(({ action }) => action)).toEqual(['keep']);
    carryOut(pusher, plan, both.slice(1));
  }
  expect(refOf(pusher.server.objects.get('/ConfigMap/shop/a') as KubeObject).name).toBe('a');
});
