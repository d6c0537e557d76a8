import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kubeconfigOf, namespaceForFile, tug, tugPath } from '../support/cluster.ts';

/**
 * A push killed at any point, then repeated, converges and leaks nothing: after every kill the files name other objects than
 * before, so that whatever the killed push left behind has to be found again by its label, not from memory.
 */
const kills = 50;
const objects = 12;
const namespace = namespaceForFile();
let work = '';
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'tug-kill-'));
  mkdirSync(join(work, 'kill'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Round n names objects n … n + 11, so each round drops some and adds some. */
function write(round: number): Set<string> {
  const directory = join(work, 'kill');
  for (const file of readdirSync(directory)) rmSync(join(directory, file));
  const names = Array.from({ length: objects }, (_, i) => `c${(round * 3 + i) % 40}`);
  for (const name of names) {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {round: "${round}"}\n`;
    writeFileSync(join(directory, `${name}.yaml`), text);
  }
  return new Set(names);
}

const args = (): string[] => [
  'push',
  join(work, 'kill'),
  '--yes',
  '-n',
  namespace.name,
  '--kubeconfig',
  kubeconfigOf(),
  '-o',
  'json',
];

/** Starts a push in a process group of its own and kills it after a while; whether it had ended before. */
async function pushAndKill(afterMs: number): Promise<'killed' | 'ended'> {
  const child = spawn(tugPath, args(), { stdio: 'ignore', detached: true });
  const ended = new Promise<'ended'>((resolve) => child.once('exit', () => resolve('ended')));
  const killed = new Promise<'killed'>((resolve) => {
    setTimeout(() => resolve('killed'), afterMs);
  });
  const first = await Promise.race([ended, killed]);
  if (first === 'killed' && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await ended;
  return first;
}

test(`a push killed at ${kills} random points converges when it is repeated, and leaks nothing`, async () => {
  const began = Date.now();
  write(0);
  expect((await tug(args())).code).toBe(0);
  const whole = Date.now() - began;
  let killed = 0;
  for (let round = 1; round <= kills; round++) {
    write(round);
    if ((await pushAndKill(Math.random() * whole)) === 'killed') killed++;
    // Every fifth kill is followed by a repeat; the others by the next round's files, killed in turn.
    if (round % 5 !== 0 && round !== kills) continue;
    const ended = await tug(args());
    expect({ round, code: ended.code, text: ended.stderr + ended.stdout }).toMatchObject({ code: 0 });
    expect(await namespace.names('configmaps', 'c')).toEqual(write(round));
  }
  expect(killed).toBeGreaterThan(kills / 4);
}, 600_000);
