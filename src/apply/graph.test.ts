import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slots } from '../lib/slots.ts';
import { runGraph, type Task } from './graph.ts';

interface Planned extends Task {
  readonly fate: 'healthy' | 'failsToApply' | 'failsToBecomeHealthy';
}

interface Event {
  readonly kind: 'start' | 'applied' | 'healthy' | 'failed' | 'skipped';
  readonly id: string;
  readonly because?: string | undefined;
}

/** Runs tasks with random delays and writes down what happened in which order. */
async function record(
  tasks: readonly Planned[],
  limit = 4,
  signal?: AbortSignal,
): Promise<{ events: Event[]; most: number }> {
  const events: Event[] = [];
  const slot = slots(limit);
  let under = 0;
  let most = 0;
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await runGraph(tasks, {
    signal,
    skip: (task, because) => events.push({ kind: 'skipped', id: task.id, because }),
    run: async (task, applied) => {
      events.push({ kind: 'start', id: task.id });
      const ok = await slot(async () => {
        most = Math.max(most, ++under);
        await tick();
        under--;
        return task.fate !== 'failsToApply';
      });
      if (ok) {
        events.push({ kind: 'applied', id: task.id });
        applied();
        await tick();
      }
      const healthy = task.fate === 'healthy';
      events.push({ kind: healthy ? 'healthy' : 'failed', id: task.id });
      return healthy;
    },
  });
  return { events, most };
}

/** Any graph without a circle: edges go to tasks earlier in the list. */
const graphs = fc
  .array(
    fc.record({
      fate: fc.oneof(
        { weight: 5, arbitrary: fc.constant('healthy' as const) },
        { weight: 1, arbitrary: fc.constantFrom('failsToApply' as const, 'failsToBecomeHealthy' as const) },
      ),
      edges: fc.array(fc.tuple(fc.nat(30), fc.constantFrom('applied' as const, 'healthy' as const)), { maxLength: 4 }),
      gate: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
    { maxLength: 25 },
  )
  .map((rows) =>
    rows.map((row, index): Planned => ({
      id: `t${index}`,
      fate: row.gate ? 'healthy' : row.fate,
      gate: row.gate,
      after: index === 0 ? [] : row.edges.map(([to, until]) => ({ step: `t${to % index}`, until })),
    })),
  );

test('no task starts before its edges hold', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async (tasks) => {
      const { events } = await record(tasks);
      const gates = new Set(tasks.filter((task) => task.gate).map((task) => task.id));
      const at = (kind: Event['kind'], id: string): number => events.findIndex((e) => e.kind === kind && e.id === id);
      for (const task of tasks) {
        const started = at('start', task.id);
        if (started < 0) continue;
        for (const { step, until } of task.after) {
          if (gates.has(step)) continue;
          expect(at(until, step)).toBeGreaterThanOrEqual(0);
          expect(at(until, step)).toBeLessThan(started);
        }
      }
    }),
  );
});

test('every task ends exactly once, and a gate is never run', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async (tasks) => {
      const { events } = await record(tasks);
      for (const task of tasks) {
        const ends = events.filter((e) => e.id === task.id && ['healthy', 'failed', 'skipped'].includes(e.kind));
        expect(ends).toHaveLength(task.gate ? 0 : 1);
      }
    }),
  );
});

test('what is skipped waits, directly or not, for the failure it names; what does not wait for a failure is run', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async (tasks) => {
      const { events } = await record(tasks);
      const failed = new Set(events.filter((e) => e.kind === 'failed').map((e) => e.id));
      const applied = new Set(events.filter((e) => e.kind === 'applied').map((e) => e.id));
      const skipped = new Map(events.filter((e) => e.kind === 'skipped').map((e) => [e.id, e.because]));
      const dead = new Set<string>();
      const roots = new Map<string, Set<string>>();
      for (const task of tasks) {
        const why = new Set<string>();
        for (const { step, until } of task.after) {
          if (failed.has(step) && !(until === 'applied' && applied.has(step))) why.add(step);
          if (dead.has(step)) for (const root of roots.get(step) ?? []) why.add(root);
        }
        if (why.size > 0) dead.add(task.id);
        roots.set(task.id, why);
        if (task.gate) continue;
        expect(skipped.has(task.id)).toBe(why.size > 0);
        if (why.size > 0) expect(why.has(skipped.get(task.id) ?? '')).toBe(true);
      }
    }),
  );
});

test('requests under way stay within the bound however wide the graph is', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), async (tasks, limit) => {
      expect((await record(tasks, limit)).most).toBeLessThanOrEqual(limit);
    }),
  );
});

test('a circle ends as skipped instead of hanging', async () => {
  const edge = (step: string): Task['after'] => [{ step, until: 'applied' }];
  const { events } = await record([
    { id: 'free', after: [], fate: 'healthy' },
    { id: 'a', after: edge('b'), fate: 'healthy' },
    { id: 'b', after: edge('a'), fate: 'healthy' },
  ]);
  expect(events.filter((e) => e.kind === 'skipped').map((e) => e.id)).toEqual(expect.arrayContaining(['a', 'b']));
  expect(events.some((e) => e.kind === 'healthy' && e.id === 'free')).toBe(true);
});

test('an abort skips what has not started and waits for what has', async () => {
  const controller = new AbortController();
  const events: string[] = [];
  await runGraph(
    [
      { id: 'first', after: [] },
      { id: 'second', after: [{ step: 'first', until: 'healthy' }] },
    ],
    {
      signal: controller.signal,
      skip: (task, because) => events.push(`skip ${task.id} ${because}`),
      run: async (task) => {
        controller.abort();
        await new Promise((resolve) => setImmediate(resolve));
        events.push(`end ${task.id}`);
        return true;
      },
    },
  );
  expect(events).toEqual(['skip second undefined', 'end first']);
});

test('a defect in a task is raised, not swallowed', async () => {
  const work = { skip: () => {}, run: () => Promise.reject(new Error('defect')) };
  await expect(runGraph([{ id: 'a', after: [] }], work)).rejects.toThrow('defect');
});

test('20,000 tasks after 1,000 others through one gate are a matter of milliseconds', async () => {
  const first = Array.from({ length: 1_000 }, (_, i): Task => ({ id: `a${i}`, after: [] }));
  const gate: Task = { id: 'gate', gate: true, after: first.map(({ id }) => ({ step: id, until: 'healthy' })) };
  const then = Array.from({ length: 20_000 }, (_, i): Task => ({
    id: `b${i}`,
    after: [{ step: 'gate', until: 'applied' }],
  }));
  let ran = 0;
  const startedAt = performance.now();
  await runGraph([...first, gate, ...then], {
    skip: () => {},
    run: () => {
      ran++;
      return Promise.resolve(true);
    },
  });
  expect(ran).toBe(21_000);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
