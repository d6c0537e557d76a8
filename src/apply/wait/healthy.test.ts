import { afterEach, expect, test, vi } from 'vitest';
import type { Health, HealthStatus } from '../../health/types.ts';
import type { Api } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import type { WaitContext } from './context.ts';
import type { See } from './feed.ts';
import { waitHealthy } from './healthy.ts';
import { patience } from './patience.ts';
import type { Trouble } from './trouble.ts';

/** A world in which time passes only when a test says so. */
function world(apiVersion = 'apps/v1') {
  let now = 0;
  const stop = new AbortController();
  const ticks = new Set<() => void>();
  const said: string[] = [];
  let see: See = () => {};
  let trouble: Trouble | undefined;
  const object = (status: HealthStatus, message = ''): KubeObject => ({
    apiVersion,
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'n', uid: 'u' },
    told: { status, message },
  });
  const context: WaitContext = {
    api: { request: () => Promise.reject(new Error('no log')) } as unknown as Api,
    lookout: {
      watch: (_, call) => {
        see = call;
        return Promise.resolve(() => {});
      },
      tick: (call) => {
        ticks.add(call);
        return () => void ticks.delete(call);
      },
      close: () => {},
    },
    pods: { explain: () => trouble, close: () => {} },
    wonder: { warningOf: () => undefined },
    health: (one) => one.told as Health,
    patience,
    now: () => now,
    signal: stop.signal,
  };
  const ref = { apiVersion, kind: 'Deployment', namespace: 'n', name: 'web' };
  return {
    wait: (first: KubeObject) =>
      waitHealthy(context, { ref, labelled: true, applied: first, say: ({ message }) => said.push(message) }),
    object,
    said,
    see: (one: KubeObject | undefined) => see(one),
    suffer: (one: Trouble | undefined) => (trouble = one),
    stop: (reason: unknown) => stop.abort(reason),
    pass: async (ms: number) => {
      now += ms;
      for (const tick of ticks) tick();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

const image: Trouble = { kind: 'image', message: 'no image' };

test('what is healthy at once is not waited for', async () => {
  const { wait, object } = world();
  await expect(wait(object('Current'))).resolves.toMatchObject({ status: 'Current' });
});

test('each new reason is told once, until it is healthy', async () => {
  const { wait, object, see, pass, said } = world();
  const waiting = wait(object('InProgress', '0 of 2'));
  await pass(0);
  see(object('InProgress', '1 of 2'));
  see(object('InProgress', '1 of 2'));
  see(object('Current'));
  await expect(waiting).resolves.toMatchObject({ status: 'Current' });
  expect(said).toEqual(['0 of 2', '1 of 2']);
});

test('an image trouble fails after its patience, not before', async () => {
  const { wait, object, suffer, pass } = world();
  const waiting = wait(object('InProgress'));
  const failed = vi.fn<(error: unknown) => void>();
  waiting.catch(failed);
  suffer(image);
  await pass(2_000);
  await pass(patience.image - 1);
  expect(failed).not.toHaveBeenCalled();
  await pass(1);
  await expect(waiting).rejects.toMatchObject({ code: 'Failed', message: 'no image' });
});

test('a trouble that goes away starts anew when it comes back', async () => {
  const { wait, object, suffer, pass, see } = world();
  const waiting = wait(object('InProgress'));
  waiting.catch(() => {});
  suffer(image);
  await pass(2_000);
  await pass(9_000);
  suffer(undefined);
  await pass(1_000);
  suffer(image);
  await pass(9_000);
  see(object('Current'));
  await expect(waiting).resolves.toMatchObject({ status: 'Current' });
});

test('a built-in kind that calls itself failed is; a condition of another kind may pass through False', async () => {
  const decided = world('apps/v1');
  await expect(decided.wait(decided.object('Failed', 'deadline exceeded'))).rejects.toThrow('deadline exceeded');
  const { wait, object, see, pass } = world('example.test/v1');
  const waiting = wait(object('Failed', 'not yet'));
  await pass(5_000);
  see(object('Current'));
  await expect(waiting).resolves.toMatchObject({ status: 'Current' });
});

test('the deadline is told with what was missing, and a deletion by somebody else is a failure', async () => {
  const late = world();
  const waiting = late.wait(late.object('InProgress', '1 of 2'));
  late.stop(new Problem('Timeout', 'not done after 5 s'));
  await expect(waiting).rejects.toMatchObject({ code: 'Timeout', message: 'not done after 5 s: 1 of 2' });
  const gone = world();
  const deleted = gone.wait(gone.object('InProgress'));
  await gone.pass(0);
  gone.see(undefined);
  await expect(deleted).rejects.toThrow(/somebody deleted it/);
});
