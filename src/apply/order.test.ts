import { expect, test } from 'vitest';
import type { Action, After, Blocked, Plan, Stage, Step } from '../plan/types.ts';
import { runGraph } from './graph.ts';
import { awaited, failureTasks, tasksOf } from './order.ts';

const step = (name: string, action: Action, stage: Stage = 'deploy', after: readonly After[] = []): Step => ({
  id: `/ConfigMap/n/${name}`,
  action,
  object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'n', name },
  reason: '',
  stage,
  after,
  risks: [],
  changes: [],
});

const plan = (steps: readonly Step[], blocked: readonly Blocked[] = []): Plan => ({
  app: { name: 'a', namespace: 'n' },
  desired: '',
  summary: { create: 0, update: 0, adopt: 0, replace: 0, run: 0, delete: 0, keep: 0, orphan: 0, unchanged: 0 },
  steps,
  blocked,
});

/** The order in which steps ran, and what was skipped because of what. */
async function ran(of: Plan, failing: readonly string[] = []): Promise<string[]> {
  const log: string[] = [];
  const short = (id: string | undefined): string => id?.split('/').at(-1) ?? '';
  await runGraph(tasksOf(of, { wait: true }), {
    run: (task) => {
      if ('step' in task) log.push(short(task.id));
      return Promise.resolve(!('blocked' in task) && !failing.includes(short(task.id)));
    },
    skip: (task, because) => log.push(`${short(task.id)} skipped for ${short(because)}`),
  });
  return log;
}

test('hooks before, then what is made, then what goes, then hooks after', async () => {
  const steps = [
    step('after', 'run', 'after'),
    step('gone', 'delete'),
    step('made', 'create'),
    step('left', 'orphan'),
    step('before', 'run', 'before'),
  ];
  expect(await ran(plan(steps))).toEqual(['before', 'made', 'gone', 'left', 'after']);
});

test('nothing is taken away when its successor failed', async () => {
  expect(await ran(plan([step('gone', 'delete'), step('made', 'create'), step('free', 'create')]), ['made'])).toEqual([
    'made',
    'free',
    'gone skipped for made',
  ]);
});

test('what a first hook waits for comes before the gate', async () => {
  const home = step('home', 'create');
  const hook = step('hook', 'run', 'before', [{ step: home.id, until: 'applied' }]);
  expect(await ran(plan([hook, home, step('rest', 'create')]))).toEqual(['home', 'hook', 'rest']);
});

test('what waits for a blocked object is skipped, the rest is not, and hooks after a deploy are promised a whole one', async () => {
  const blocked = {
    object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'n', name: 'bad' },
    reason: '',
    remedy: '',
  };
  const waits = step('waits', 'create', 'deploy', [{ step: '/ConfigMap/n/bad', until: 'applied' }]);
  const steps = [waits, step('free', 'create'), step('gone', 'delete'), step('after', 'run', 'after')];
  const log = await ran(plan(steps, [blocked]));
  expect(log).toEqual(expect.arrayContaining(['free', 'waits skipped for bad', 'after skipped for bad']));
});

test('a step that is blocked itself is not run, and a block of the App as a whole keeps everything from being deleted', async () => {
  const loses = {
    object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'n', name: 'gone' },
    reason: '',
    remedy: '',
  };
  expect(await ran(plan([step('gone', 'delete'), step('also', 'delete'), step('made', 'create')], [loses]))).toEqual([
    'made',
    'also',
  ]);
  const tooMany = {
    object: { apiVersion: 'tug.dev/v1alpha1', kind: 'App', namespace: 'n', name: 'a' },
    reason: '',
    remedy: '',
  };
  expect(await ran(plan([step('gone', 'delete'), step('made', 'create')], [tooMany]))).toEqual(
    expect.arrayContaining(['made', 'gone skipped for a']),
  );
});

test('an edge to what is not in the plan holds: it is there already', async () => {
  expect(await ran(plan([step('made', 'create', 'deploy', [{ step: '/Namespace//n', until: 'applied' }])]))).toEqual([
    'made',
  ]);
});

test('without waiting only hooks and what others need healthy are waited for', () => {
  const needs = step('needs', 'create', 'deploy', [{ step: '/ConfigMap/n/made', until: 'healthy' }]);
  const steps = [step('made', 'create'), needs, step('free', 'create'), step('after', 'run', 'after')];
  expect([...awaited(tasksOf(plan(steps), { wait: false }))].map((id) => id.split('/').at(-1))).toEqual([
    'made',
    'after',
  ]);
});

test('hooks for failures are no part of the deploy', () => {
  const steps = [step('made', 'create'), step('rescue', 'run', 'onFailure')];
  expect(tasksOf(plan(steps), { wait: true }).map(({ id }) => id)).toEqual(['/ConfigMap/n/made', 'gate deploy']);
  expect(failureTasks(plan(steps)).map(({ id }) => id)).toEqual(['/ConfigMap/n/rescue']);
});
