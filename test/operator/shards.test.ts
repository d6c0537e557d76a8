import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { kubeconfigOf, namespaceForFile, type TestNamespace } from '../support/cluster.ts';

const program = fileURLToPath(new URL('shards/replica.ts', import.meta.url));
const all = 2 ** 24 - 1;
const rounds = 5;

interface Look {
  readonly at: number;
  readonly bits: number;
}

/** A replica in a process, and all it ever said. */
interface Replica {
  readonly name: string;
  readonly looks: Look[];
  readonly process: ChildProcess;
  bits(): number;
}

function start(namespace: TestNamespace, name: string): Replica {
  const child = spawn(process.execPath, [program, kubeconfigOf(), namespace.name, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const looks: Look[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [at, bits] = line.split(' ').map(Number);
      looks.push({ at: at ?? 0, bits: bits ?? 0 });
    }
  });
  return { name, looks, process: child, bits: () => looks.at(-1)?.bits ?? 0 };
}

const machineMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** Times at which one replica would write for an App: from the first look that says so to the last before one that does not. */
function spans({ looks }: Replica, app: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (const { at, bits } of looks) {
    if ((bits & (1 << app)) === 0) open = undefined;
    else if (open) open.to = at;
    else found.push((open = { from: at, to: at }));
  }
  return found;
}

/** Every pair of replicas that would have written for one App at the same time. */
function overlaps(replicas: readonly Replica[]): string[] {
  const found: string[] = [];
  for (let app = 0; app < 24; app += 1) {
    const times = replicas.flatMap((it) => spans(it, app).map((span) => ({ ...span, name: it.name })));
    times.sort((a, b) => a.from - b.from);
    for (const [at, span] of times.entries()) {
      const next = times[at + 1];
      if (next === undefined || next.from >= span.to) continue;
      found.push(`app-${app}: ${span.name} until ${span.to}, ${next.name} from ${next.from}`);
    }
  }
  return found;
}

/** Each App has exactly one of them; resolves to the time of the machine. */
async function untilShared(replicas: readonly Replica[]): Promise<number> {
  for (;;) {
    const bits = replicas.map((it) => it.bits());
    const together = bits.reduce((sum, it) => sum + it, 0);
    if (together === all && bits.every((it) => it !== 0)) return machineMs();
    await sleep(10);
  }
}

const ended = (it: Replica): Promise<unknown> => new Promise((resolve) => it.process.once('exit', resolve));

test(`Apps of a replica that is killed are taken over by the others, never owned twice (${rounds} trials)`, async () => {
  const namespace = namespaceForFile();
  const everyone = ['a', 'b', 'c'].map((name) => start(namespace, name));
  const alive = [...everyone];
  await untilShared(alive);
  for (let round = 0; round < rounds; round += 1) {
    await sleep(Math.random() * 600);
    const victim = alive.splice(round % 3, 1)[0] as Replica;
    const gone = ended(victim);
    victim.process.kill('SIGKILL');
    await gone;
    await untilShared(alive);
    const next = start(namespace, `${victim.name.slice(0, 1)}-${round}`);
    alive.push(next);
    everyone.push(next);
    await untilShared(alive);
  }
  expect(overlaps(everyone)).toEqual([]);
});

test(`a replica that is frozen and thawed writes for nothing that others took over (${rounds} trials)`, async () => {
  const namespace = namespaceForFile();
  const replicas = ['a', 'b', 'c'].map((name) => start(namespace, name));
  await untilShared(replicas);
  for (let round = 0; round < rounds; round += 1) {
    await sleep(Math.random() * 600);
    const frozen = replicas[round % 3] as Replica;
    const others = replicas.filter((it) => it !== frozen);
    frozen.process.kill('SIGSTOP');
    const owned = frozen.bits();
    await untilShared(others);
    await sleep(Math.random() * 1_000);
    const thawedAt = machineMs();
    frozen.process.kill('SIGCONT');
    await untilShared(replicas);
    expect(owned).not.toBe(0);
    const first = frozen.looks.find(({ at }) => at > thawedAt);
    expect(first?.bits).toBe(0);
  }
  expect(overlaps(replicas)).toEqual([]);
});

test(`a replica that is thawed before others take it for dead loses nothing (${rounds} trials)`, async () => {
  const namespace = namespaceForFile();
  const [a, b] = [start(namespace, 'a'), start(namespace, 'b')];
  await untilShared([a, b]);
  const before = b.bits();
  for (let round = 0; round < rounds; round += 1) {
    b.process.kill('SIGSTOP');
    await sleep(400);
    b.process.kill('SIGCONT');
    await sleep(700);
    expect(b.bits()).toBe(before);
  }
  expect((await namespace.names('leases')).size).toBe(2);
  expect(overlaps([a, b])).toEqual([]);
});
