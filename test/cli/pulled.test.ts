/** The commands about Apps that an operator pulls, with a real operator under its own account. The tests tell one story, in order. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configMap } from '../push/objects.ts';
import { type GitServer, startGitServer } from '../source/git-server.ts';
import { kubeconfigOf, namespaceForFile } from '../support/cluster.ts';
import { type Ended, tug, tugPath } from '../support/tug.ts';

const directory = mkdtempSync(join(tmpdir(), 'tug-pulled-'));
const namespace = namespaceForFile();
let server: GitServer;
let operator: Operator;

interface Operator {
  readonly process: ChildProcess;
  readonly log: () => string;
  readonly ended: Promise<number | null>;
}

function startOperator(): Operator {
  const args = ['sandbox', 'operator', 'test', '--namespaces', namespace.name, '--name', namespace.name];
  const child = spawn(tugPath, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const hear = (text: string): void => void (log += text);
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { process: child, log: () => log, ended };
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.test', ...args], {
    cwd: join(directory, 'work'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

/** Commits files, null removes one; gives the commit. */
function commit(files: Readonly<Record<string, string | null>>): string {
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, 'work', name);
    mkdirSync(dirname(path), { recursive: true });
    if (text === null) rmSync(path);
    else writeFileSync(path, text);
  }
  git('add', '-A');
  git('commit', '-q', '-m', 'change');
  git('push', '-q', join(directory, 'served', 'fleet.git'), 'HEAD:main');
  return git('rev-parse', 'HEAD');
}

async function declare(name: string, sync = '{}', interval = '2s'): Promise<void> {
  const file = join(directory, `${name}.yaml`);
  writeFileSync(
    file,
    `apiVersion: tug.dev/v1alpha1
kind: App
metadata: {name: ${name}}
spec:
  source: {git: {url: "${server.url}/fleet.git", branch: main, interval: ${interval}}, path: ${name}}
  sync: ${sync}
`,
  );
  const { code, stderr } = await namespace.kubectl('apply', '-f', file);
  if (code !== 0) throw new Error(stderr);
}

const here = (...args: readonly string[]): Promise<Ended> =>
  tug([...args, '-n', namespace.name, '--kubeconfig', kubeconfigOf()]);

const valueOf = async (name: string): Promise<unknown> =>
  ((await namespace.get('configmap', name))?.data as { value?: string } | undefined)?.value;

async function until(what: string, probe: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await probe()); await sleep(100)) {
    if (Date.now() > end) throw new Error(`not within 30 s: ${what}\n${operator.log()}`);
  }
}

beforeAll(async () => {
  mkdirSync(join(directory, 'served'));
  mkdirSync(join(directory, 'work'));
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(directory, 'served', 'fleet.git')]);
  git('init', '-q', '-b', 'main');
  commit({ 'shop/a.yaml': configMap('a', { value: '1' }), 'shop/b.yaml': configMap('b', { value: '1' }) });
  server = await startGitServer(join(directory, 'served'));
  for (let left = 5; left > 0; left--) {
    const { code, stderr } = await tug(['install', '--no-deployment', '--kubeconfig', kubeconfigOf()]);
    if (code === 0) break;
    if (left === 1) throw new Error(stderr);
    await sleep(500);
  }
  const { code, stderr } = await tug(['tenant', 'add', namespace.name, '--kubeconfig', kubeconfigOf()]);
  if (code !== 0) throw new Error(stderr);
  operator = startOperator();
});

afterAll(async () => {
  await namespace.kubectl('delete', 'app.tug.dev', '--all', '--timeout=30s');
  const { pid, exitCode } = operator.process;
  if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGKILL');
  await namespace.kubectl('delete', 'tenant.tug.dev', namespace.name);
  server.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('wait ends when the App is deployed as its spec says, and status and apps show it', async () => {
  await declare('shop');
  const waited = await here('wait', 'shop', '--timeout', '60s');
  expect({ code: waited.code, log: waited.code === 0 ? '' : operator.log() }).toEqual({ code: 0, log: '' });
  expect(waited.stdout).toMatch(/^ready: \S+\/shop, /m);
  const status = await here('status', 'shop');
  expect(status.stdout).toMatch(/shop: release 1 deployed, 2 members\n/);
  expect(status.stdout).toContain(git('rev-parse', 'HEAD'));
  expect(status.stdout).toMatch(/^Ready +True +Deployed +/m);
  expect((await here('apps')).stdout).toMatch(/ shop +pull +deployed +yes +1 +2 /);
  expect((await here('why', 'configmap/a')).stdout).toMatch(
    /An operator pulls that App: Deployed, 2 members, all healthy/,
  );
  expect((await here('tree', 'shop')).stdout).toContain('ConfigMap');
});

test('sync makes the operator look at once, and says when there was nothing to do', async () => {
  const { code, json } = await here('sync', 'shop', '--timeout', '30s', '-o', 'json');
  expect({ code, json }).toMatchObject({ code: 0, json: { verdict: 'unchanged' } });
});

test('sync brings a commit long before the operator would have looked for it', async () => {
  commit({ 'rare/r.yaml': configMap('r', { value: '1' }) });
  await declare('rare', '{}', '1h');
  expect(await here('sync', 'rare', '--timeout', '30s')).toMatchObject({ code: 0 });
  for (const value of ['2', '3', '4']) {
    commit({ 'rare/r.yaml': configMap('r', { value }) });
    const synced = await here('sync', 'rare', '--timeout', '30s', '-o', 'json');
    expect(synced).toMatchObject({ code: 0, json: { verdict: 'deployed' } });
    expect(await valueOf('r')).toBe(value);
  }
});

test('a hold keeps operator and pushes off until it is resumed', async () => {
  expect(await here('hold', 'shop', '--for', '1h', '--reason', 'incident 7')).toMatchObject({ code: 0 });
  await until('the operator says that it holds', async () =>
    /^Held +True/m.test((await here('status', 'shop')).stdout),
  );
  await namespace.kubectl('patch', 'configmap', 'a', '--type=merge', '-p', '{"data":{"value":"by hand"}}');
  commit({ 'shop/b.yaml': configMap('b', { value: '2' }) });
  await sleep(3_000);
  expect([await valueOf('a'), await valueOf('b')]).toEqual(['by hand', '1']);
  expect((await here('status', 'shop')).stdout).toMatch(
    /hold +held by \S+ until .*: incident 7\nnext +nothing before tug resume/,
  );
  expect(await here('sync', 'shop', '-o', 'json')).toMatchObject({ code: 3, json: { verdict: 'held' } });
  expect(await here('resume', 'shop')).toMatchObject({ code: 0 });
  await until(
    'drift is repaired and the commit deployed',
    async () => (await valueOf('a')) === '1' && (await valueOf('b')) === '2',
  );
});

test('a rollback is not undone by the operator, and its source comes back with resume', async () => {
  const ended = await here('rollback', 'shop', '1', '--yes', '--for', '1h', '-o', 'json');
  expect(ended).toMatchObject({
    code: 0,
    json: { verdict: 'deployed', hold: { reason: expect.stringMatching(/rolled back to release 1 by/) as string } },
  });
  await sleep(3_000);
  expect([await valueOf('a'), await valueOf('b')]).toEqual(['1', '1']);
  expect(await here('resume', 'shop')).toMatchObject({ code: 0 });
  await until('the source is back', async () => (await valueOf('a')) === '1' && (await valueOf('b')) === '2');
});

test('in mode manual the plan is shown, and sync is the leave to carry it out', async () => {
  commit({ 'slow/c.yaml': configMap('c', { value: '1' }) });
  await declare('slow', '{mode: manual}');
  await until('a plan', async () => /^What it would do:/m.test((await here('status', 'slow')).stdout));
  const status = await here('status', 'slow');
  expect(status.stdout).toMatch(/next +tug sync slow -n \S+ carries the plan out/);
  expect(status.stdout).toMatch(/create +ConfigMap \S+\/c/);
  expect(await here('wait', 'slow', '-o', 'json')).toMatchObject({
    code: 0,
    json: { verdict: 'planned' },
  });
  expect(await valueOf('c')).toBeUndefined();
  const synced = await here('sync', 'slow', '--timeout', '30s', '-o', 'json');
  expect(synced).toMatchObject({ code: 0, json: { verdict: 'deployed' } });
  expect(await valueOf('c')).toBe('1');
});

test('a broken commit ends wait and sync with what is wrong and where', async () => {
  commit({ 'shop/broken.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: broken\n' });
  await until('the operator has seen it', async () => /^Stalled +True/m.test((await here('status', 'shop')).stdout));
  const waited = await here('wait', 'shop', '--timeout', '30s');
  expect({ code: waited.code, text: waited.stdout }).toMatchObject({
    code: 3,
    text: expect.stringMatching(/broken\.yaml[^]*^blocked: /m) as string,
  });
  const synced = await here('sync', 'shop', '--timeout', '30s', '-o', 'json');
  expect(synced).toMatchObject({ code: 3, json: { message: expect.stringMatching(/broken\.yaml/) as string } });
  expect((await here('status', 'shop')).stdout).toMatch(/attempted[^]*next +nothing before the App, its files/);
  commit({ 'shop/broken.yaml': null });
  await until('it is ready again', async () => / shop +pull +deployed +yes /.test((await here('apps')).stdout));
});

test('an App that was pushed before is taken over without writing its objects, and its history goes on', async () => {
  commit({ 'moved/d.yaml': configMap('d', { value: '1' }) });
  expect(await here('push', join(directory, 'work', 'moved'), '--yes')).toMatchObject({ code: 0 });
  const before = (await namespace.get('configmap', 'd'))?.metadata as { resourceVersion: string };
  await declare('moved');
  expect(await here('sync', 'moved', '--timeout', '30s')).toMatchObject({ code: 0 });
  expect((await namespace.get('configmap', 'd'))?.metadata).toMatchObject({ resourceVersion: before.resourceVersion });
  commit({ 'moved/d.yaml': configMap('d', { value: '2' }) });
  await until('the commit is deployed', async () => (await valueOf('d')) === '2');
  expect((await here('history', 'moved', '-o', 'json')).json).toMatchObject({
    releases: [{ release: 2 }, { release: 1 }],
  });
});

test('who may not list Secrets sees the history that the operator keeps', async () => {
  await namespace.kubectl('create', 'role', 'looks', '--verb=get,list', '--resource=configmaps,apps.tug.dev');
  await namespace.kubectl('create', 'rolebinding', 'looks', '--role=looks', '--user=looker');
  const { code, stdout, stderr } = await here('history', 'shop', '--as', 'looker');
  expect(code).toBe(0);
  expect(stderr).toMatch(/warning: [^]*this is what the operator remembers/);
  expect(stdout).toMatch(/^\d+ +deployed /m);
});

test('delete waits until the operator has taken the members down', async () => {
  expect(await here('delete', 'shop', '--yes', '-o', 'json')).toMatchObject({
    code: 0,
    json: { summary: { delete: 2 } },
  });
  expect(await namespace.get('app.tug.dev', 'shop')).toBeUndefined();
  expect([await valueOf('a'), await valueOf('b')]).toEqual([undefined, undefined]);
});

test('the operator ends with SIGTERM, gives its Lease back and says nothing of defects', async () => {
  process.kill(operator.process.pid ?? 0, 'SIGTERM');
  expect(await operator.ended).toBe(0);
  expect(operator.log()).toMatch(/told to end[^]*the operator has ended/);
  expect(operator.log()).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect(operator.log()).not.toMatch(/defect|unexpectedly/);
});
