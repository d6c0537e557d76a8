import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AppStatusFields, status as schema } from '../../app/spec/schema/status.ts';
import { health } from '../../health/index.ts';
import { statusOf } from './compose.ts';
import { isWorking, meanings } from './meanings.ts';
import { sameMeaning } from './same.ts';
import type { Reason, StatusInput } from './types.ts';

const reasons = Object.keys(meanings) as Reason[];
const start = Date.UTC(2026, 0, 2, 3, 4, 5);
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ minLength: 900, maxLength: 3_000 }));
const said = fc.record({ reason: fc.constantFrom(...reasons), message: text });
const past = fc.record({
  release: fc.nat(5),
  revision: fc.constantFrom('a', 'b'),
  verdict: fc.constantFrom('deployed', 'failed'),
  when: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
  seconds: fc.nat(10),
  message: text,
});
const input: fc.Arbitrary<StatusInput> = fc.record(
  {
    generation: fc.integer({ min: 1, max: 3 }),
    said,
    beside: fc.array(said, { maxLength: 3 }),
    revision: fc.constantFrom('a', 'b'),
    attempted: fc.constantFrom('a', 'b'),
    release: fc.nat(9),
    summary: text,
    drift: fc.record({ repaired: fc.nat(9), when: fc.constant('2026-01-01T00:00:00Z'), object: text, message: text }),
    hold: fc.record({ reason: text, by: text, until: fc.constant('2026-01-01T00:00:00Z') }),
    plan: text,
    syncRequested: fc.constant('2026-01-01T00:00:00Z'),
    past,
  },
  { requiredKeys: ['generation', 'said'] },
);
const inputs = fc.array(input, { minLength: 1, maxLength: 14 });

const after = (all: readonly StatusInput[]): AppStatusFields | undefined => {
  let status: AppStatusFields | undefined;
  for (const [index, one] of all.entries()) status = statusOf(status, one, start + index * 1_000);
  return status;
};
const conditionOf = (status: AppStatusFields | undefined, type: string) =>
  status?.conditions.find((condition) => condition.type === type);

describe('whatever is said', () => {
  test('the status is as the schema has it, bounded, on single lines, with one condition a type', () => {
    fc.assert(
      fc.property(inputs, (all) => {
        const status = after(all);
        expect(schema.safeParse(status).success).toBe(true);
        const types = status?.conditions.map(({ type }) => type) ?? [];
        expect(new Set(types).size).toBe(types.length);
        expect(types[0]).toBe('Ready');
        expect(types.includes('Reconciling') && types.includes('Stalled')).toBe(false);
        for (const { message } of status?.conditions ?? []) {
          expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1_024);
          expect(message).not.toMatch(/[\r\n\u2028\0]/u);
          expect(message.isWellFormed()).toBe(true);
        }
        expect(status?.history.length).toBeLessThanOrEqual(10);
      }),
    );
  });

  test('saying the same again changes nothing but the time of the newest deploy', () => {
    fc.assert(
      fc.property(inputs, input, (all, one) => {
        const first = statusOf(after(all), one, start + 60_000);
        const again = statusOf(first, one, start + 90_000);
        expect(again).toEqual(first);
        expect(sameMeaning(first, again)).toBe(true);
      }),
    );
  });

  test('a transition time moves exactly when the status of its condition does', () => {
    fc.assert(
      fc.property(inputs, input, (all, one) => {
        const before = after(all);
        const now = statusOf(before, one, start + 60_000);
        for (const condition of now.conditions) {
          const was = conditionOf(before, condition.type);
          const expected = was?.status === condition.status ? was.lastTransitionTime : '2026-01-02T03:05:05Z';
          expect(condition.lastTransitionTime).toBe(expected);
        }
      }),
    );
  });

  test('sameMeaning sees every change that is not one of time', () => {
    fc.assert(
      fc.property(inputs, input, (all, one) => {
        const before = after(all);
        const next = statusOf(before, one, start + 60_000);
        const untimed = (status: AppStatusFields | undefined) =>
          JSON.stringify(status, (key, value: unknown) =>
            ['lastTransitionTime', 'when', 'seconds'].includes(key) ? undefined : value,
          );
        if (sameMeaning(before, next)) expect(sorted(untimed(before))).toEqual(sorted(untimed(next)));
        else expect(sorted(untimed(before))).not.toEqual(sorted(untimed(next)));
      }),
    );
  });
});

/** Conditions have no order that means anything. */
function sorted(json: string): unknown {
  const status = JSON.parse(json) as AppStatusFields;
  return { ...status, conditions: status.conditions.toSorted((a, b) => (a.type < b.type ? -1 : 1)) };
}

/** kstatus' generic rule for custom resources (kstatus/status/generic.go), in its order. */
function kstatus(status: AppStatusFields, generation: number): string {
  if (status.observedGeneration !== generation) return 'InProgress';
  if (conditionOf(status, 'Reconciling')?.status === 'True') return 'InProgress';
  if (conditionOf(status, 'Stalled')?.status === 'True') return 'Failed';
  return conditionOf(status, 'Ready')?.status === 'True' ? 'Current' : 'InProgress';
}

const judged = (status: AppStatusFields, generation = 1): string =>
  health({ apiVersion: 'tug.dev/v1alpha1', kind: 'App', metadata: { name: 'shop', generation }, status }).status;

describe('how a status is judged', () => {
  const deployed = statusOf(undefined, { generation: 1, said: { reason: 'Deployed', message: 'all is well' } }, start);
  const sentence: Partial<Record<Reason, string>> = {
    Deploying: 'the deploy of 1f2e has begun; Deployment web failed before',
    WaitingForDependency: 'App db is not ready: it has failed',
    WaitingForHealth: 'Deployment shop/web: 1 of 3 pods are ready',
    SourceUnavailable: 'git.example cannot be reached: connection refused',
    Failed: 'Deployment shop/web has failed: the image cannot be pulled',
    TimedOut: 'Deployment shop/web was not ready within 5m',
    Blocked: '25 deletions are more than pruneLimit',
    Forbidden: 'tug-deployer may not create ClusterRoleBindings',
  };

  test.each(reasons)('%s: by kstatus as the table has it', (reason) => {
    const { ready, reconciling, stalled } = meanings[reason];
    const status = statusOf(
      deployed,
      { generation: 1, said: { reason, message: sentence[reason] ?? 'so it is' } },
      start,
    );
    expect(conditionOf(status, 'Ready')?.status).toBe(ready === 'kept' ? 'True' : ready);
    const expected = reconciling ? 'InProgress' : stalled ? 'Failed' : 'Current';
    expect(kstatus(status, 1)).toBe(expected);
    // A failure that is retried counts as Failed to those who wait for an App, as of Flux' kinds (src/health/rules/flux.ts).
    const retried = reconciling && !isWorking(reason);
    expect(retried ? ['InProgress', 'Failed'] : [expected]).toContain(judged(status));
  });

  test('a spec that nobody has looked at is in progress', () => {
    expect(judged(deployed, 2)).toBe('InProgress');
    expect(kstatus(deployed, 2)).toBe('InProgress');
  });

  test('what is true besides leaves a ready App ready', () => {
    const beside = (['Held', 'Drifted', 'SourceUnavailable', 'AwaitingSync', 'OutsideWindow', 'Shadow'] as const).map(
      (reason) => ({ reason, message: 'it cannot be reached' }),
    );
    const status = statusOf(
      deployed,
      { generation: 1, said: { reason: 'Deployed', message: 'all is well' }, beside },
      start,
    );
    expect(judged(status)).toBe('Current');
    expect(status.conditions.map(({ type }) => type)).toEqual(['Ready', ...beside.map(({ reason }) => reason)]);
  });

  test('an App held before its first deploy is not ready, and says that it is held', () => {
    const status = statusOf(undefined, { generation: 1, said: { reason: 'Held', message: 'incident 7' } }, start);
    expect(conditionOf(status, 'Ready')).toMatchObject({ status: 'Unknown', reason: 'Held', message: 'incident 7' });
    expect(conditionOf(status, 'Held')?.status).toBe('True');
    expect(judged(status)).toBe('InProgress');
  });

  test('a held App whose spec was changed keeps a Ready that speaks of the spec before', () => {
    const status = statusOf(deployed, { generation: 2, said: { reason: 'Held', message: 'incident 7' } }, start);
    expect(conditionOf(status, 'Ready')).toMatchObject({ status: 'True', observedGeneration: 1 });
    expect(status.observedGeneration).toBe(2);
  });
});

describe('what is kept', () => {
  const first = statusOf(
    undefined,
    {
      generation: 1,
      said: { reason: 'Deployed', message: 'm' },
      revision: 'a',
      attempted: 'a',
      release: 3,
      summary: '4 members',
      hold: { reason: 'r', by: 'b', until: '2026-01-01T00:00:00Z' },
      plan: 'update web\nupdate db',
      syncRequested: 's',
      past: { release: 3, revision: 'a', verdict: 'deployed', when: 'x', seconds: 1, message: '' },
    },
    start,
  );

  test('facts stay until they are found otherwise, and what speaks of a moment goes', () => {
    const next = statusOf(first, { generation: 1, said: { reason: 'Deploying', message: 'm' }, attempted: 'b' }, start);
    expect(next).toMatchObject({ revision: 'a', release: 3, summary: '4 members', syncRequested: 's', attempted: 'b' });
    expect(next.history).toHaveLength(1);
    expect(next).not.toHaveProperty('hold');
    expect(next).not.toHaveProperty('plan');
  });

  test('a revision that was tried is named only when it is another than the one applied', () => {
    expect(first).not.toHaveProperty('attempted');
  });

  test('a plan keeps its lines', () => {
    expect(first.plan).toBe('update web\nupdate db');
  });

  test('a deploy that fails again in the same way takes one line of the history, with its latest time', () => {
    const past = { release: 0, revision: 'b', verdict: 'blocked', when: '1', seconds: 1, message: 'no' };
    const said = { reason: 'Blocked', message: 'no' } as const;
    const once = statusOf(first, { generation: 1, said, past }, start);
    const twice = statusOf(once, { generation: 1, said, past: { ...past, when: '2' } }, start);
    expect(twice.history.map(({ when }) => when)).toEqual(['2', 'x']);
    expect(sameMeaning(once, twice)).toBe(true);
  });
});
