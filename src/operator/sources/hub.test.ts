import { expect, test, vi } from 'vitest';
import type { Clock } from '../../lib/clock.ts';
import { Problem } from '../../lib/errors.ts';
import type { Looked } from '../../source/look.ts';
import { memoryTree } from '../../source/memory.ts';
import { createSourceHub, type SourceHubOptions } from './hub.ts';
import type { SourceWant } from './types.ts';

/** Time that passes when told, with everything that is due in it. */
function handClock(): Clock & { advance(ms: number): Promise<void>; jump(ms: number): void } {
  let now = 1_000_000;
  let offset = 0;
  let sleepers: { readonly due: number; readonly wake: () => void }[] = [];
  const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
  return {
    now: () => now + offset,
    jump: (ms) => {
      offset += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { due: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal.reason as Error);
        });
      }),
    advance: async (ms) => {
      const until = now + ms;
      for (;;) {
        await settle();
        const next = sleepers.toSorted((a, b) => a.due - b.due)[0];
        if (!next || next.due > until) break;
        now = Math.max(now, next.due);
        sleepers = sleepers.filter((one) => one !== next);
        next.wake();
      }
      now = until;
    },
  };
}

function want(git: Record<string, unknown> = {}, more: Partial<SourceWant> = {}): SourceWant {
  const spec = { git: { url: 'https://git.example/shop.git', interval: '1m', submodules: false, ...git } };
  return { spec, credential: undefined, signers: undefined, ...more };
}

function looked(revision: string): Looked {
  return { revision, open: () => Promise.resolve(memoryTree(new Map(), { revision, origin: 'o' })) };
}

function setup(random = () => 0.5) {
  const clock = handClock();
  const answers: { now: Looked | Error | Promise<Looked> } = { now: looked('one') };
  const look = vi.fn<NonNullable<SourceHubOptions['look']>>(async () => {
    const answer = await answers.now;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const trouble = vi.fn<(error: unknown) => void>();
  const hub = createSourceHub({ clock, random, look, onTrouble: trouble });
  return { clock, answers, look, hub, trouble };
}

test('many subscribers of one source cause one look, at once and then each interval', async () => {
  const { clock, look, hub } = setup();
  const changes = vi.fn<() => void>();
  const subscriptions = Array.from({ length: 500 }, () => hub.subscribe(want(), changes));
  expect(subscriptions[0]?.state.kind).toBe('pending');
  await clock.advance(0);
  expect(look).toHaveBeenCalledTimes(1);
  expect(changes).toHaveBeenCalledTimes(500);
  expect(subscriptions[499]?.state).toMatchObject({ kind: 'ready', revision: 'one' });
  await clock.advance(600_000);
  expect(look).toHaveBeenCalledTimes(11);
  expect(changes).toHaveBeenCalledTimes(500);
  expect(look.mock.calls[10]?.[1]).toBe('one');
  expect(hub.list()).toMatchObject([{ name: 'https://git.example/shop.git', subscribers: 500 }]);
});

test('interval, names of Secrets and order of fields make no other source; values of Secrets and refs do', () => {
  const { hub } = setup();
  const secret = { password: Buffer.from('x') };
  for (const one of [
    want(),
    want({ interval: '5m' }),
    want({ secretRef: { name: 'a' } }, { credential: secret }),
    want({ secretRef: { name: 'b' } }, { credential: { password: Buffer.from('x') } }),
    want({}, { credential: { password: Buffer.from('y') } }),
    want({}, { signers: secret }),
    want({ branch: 'main' }),
  ]) {
    hub.subscribe(one, () => undefined);
  }
  expect(hub.list().map(({ subscribers }) => subscribers)).toEqual([2, 2, 1, 1, 1]);
  expect(JSON.stringify(hub.list())).not.toContain('password');
});

test('the most impatient subscriber sets the pace, for as long as it is there', async () => {
  const { clock, look, hub } = setup();
  hub.subscribe(want(), () => undefined);
  await clock.advance(10_000);
  expect(look).toHaveBeenCalledTimes(1);
  const hasty = hub.subscribe(want({ interval: '2s' }), () => undefined);
  await clock.advance(20_000);
  expect(look.mock.calls.length).toBeGreaterThanOrEqual(10);
  hasty.end();
  await clock.advance(3_000);
  const before = look.mock.calls.length;
  await clock.advance(50_000);
  expect(look).toHaveBeenCalledTimes(before);
});

test('a failure is told once, keeps what was there, and is tried ever more rarely until it passes', async () => {
  const { clock, answers, look, hub } = setup();
  const changes = vi.fn<() => void>();
  const subscription = hub.subscribe(want(), changes);
  await clock.advance(0);
  answers.now = new Problem('SourceUnavailable', 'no answer');
  await clock.advance(300_000);
  expect(changes).toHaveBeenCalledTimes(2);
  expect(subscription.state).toMatchObject({
    kind: 'failed',
    failures: 6,
    problem: { message: 'no answer' },
    last: { revision: 'one' },
  });
  answers.now = new Problem('SourceUnavailable', 'other words');
  await clock.advance(60_000);
  expect(changes).toHaveBeenCalledTimes(3);
  answers.now = looked('one');
  await clock.advance(60_000);
  expect(changes).toHaveBeenCalledTimes(4);
  expect(subscription.state).toMatchObject({ kind: 'ready', revision: 'one', since: 1_000_000 });
  expect(look.mock.calls.length).toBeGreaterThan(8);
});

test('a storm of hints is one look at once and one after', async () => {
  const { clock, answers, look, hub } = setup();
  hub.subscribe(want(), () => undefined);
  await clock.advance(1_000);
  const { promise, resolve: answer } = Promise.withResolvers<Looked>();
  answers.now = promise;
  for (let i = 0; i < 1_000; i += 1) expect(hub.hint({ urls: ['git@GIT.example:shop', 'x'] })).toBe(1);
  await clock.advance(5_000);
  expect(look).toHaveBeenCalledTimes(2);
  for (let i = 0; i < 1_000; i += 1) hub.hint({ urls: ['https://git.example/shop'] });
  answer(looked('two'));
  await clock.advance(5_000);
  expect(look).toHaveBeenCalledTimes(3);
  expect(hub.hint({ urls: ['https://git.example/other'] })).toBe(0);
});

test('the last subscriber that leaves ends the polling, and nothing is told afterwards', async () => {
  const { clock, look, hub } = setup();
  const changes = vi.fn<() => void>();
  const [one, two] = [hub.subscribe(want(), changes), hub.subscribe(want(), changes)];
  await clock.advance(0);
  one.end();
  one.end();
  await clock.advance(120_000);
  expect(look).toHaveBeenCalledTimes(3);
  two.end();
  void two.look();
  await clock.advance(600_000);
  expect(look).toHaveBeenCalledTimes(3);
  expect(hub.list()).toEqual([]);
});

test('leaving in the middle of a look ends the look', async () => {
  const { clock, answers, look, hub } = setup();
  answers.now = new Promise(() => undefined);
  hub.subscribe(want(), () => expect.unreachable());
  await clock.advance(0);
  await hub.close();
  expect(look.mock.calls[0]?.[2].aborted).toBe(true);
});

test('a clock that jumps neither stops the polling nor makes it rage', async () => {
  const { clock, look, hub } = setup();
  hub.subscribe(want(), () => undefined);
  await clock.advance(1_000);
  clock.jump(-86_400_000);
  await clock.advance(300_000);
  expect(look.mock.calls.length).toBeGreaterThanOrEqual(5);
  const before = look.mock.calls.length;
  clock.jump(2 * 86_400_000);
  await clock.advance(300_000);
  expect(look.mock.calls.length - before).toBeLessThanOrEqual(6);
  expect(look.mock.calls.length - before).toBeGreaterThanOrEqual(5);
});

test('defects are reported, and become a failure of that source alone', async () => {
  const { clock, answers, hub, trouble } = setup();
  const defect = new TypeError('x is not a function');
  const seen = vi.fn<() => void>();
  hub.subscribe(want(), () => {
    throw defect;
  });
  hub.subscribe(want(), seen);
  answers.now = defect;
  const failing = hub.subscribe(want({ branch: 'other' }), seen);
  await clock.advance(0);
  expect(trouble).toHaveBeenCalledWith(defect);
  expect(seen).toHaveBeenCalledTimes(2);
  expect(failing.state).toMatchObject({ kind: 'failed', problem: { code: 'SourceUnavailable' } });
});
