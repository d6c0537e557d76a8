import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSourceHub } from '../../src/operator/sources/index.ts';
import type { SourceHub, SourceReady, Subscription } from '../../src/operator/sources/types.ts';
import { lookGit } from '../../src/source/git/look.ts';
import type { GitTree } from '../../src/source/git/tree.ts';
import { createRepository, type GitServer, startGitServer, type TestRepository } from '../source/git-server.ts';

let root: string;
let server: GitServer;
let repository: TestRepository;
let hub: SourceHub;
const trouble = vi.fn<(error: unknown) => void>();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hub-'));
  vi.stubEnv('TUG_CACHE_DIR', join(root, 'cache'));
  repository = createRepository(root, 'shop');
  server = await startGitServer(root);
  trouble.mockClear();
  hub = createSourceHub({
    onTrouble: trouble,
    // As ever, but for a deadline that a test can wait for.
    look: async ({ spec, credential }, _before, signal) =>
      await lookGit({ source: spec.git ?? { url: '' }, credential, signal, timeoutMs: 3_000 }),
  });
});
afterEach(async () => {
  await hub.close();
  server.stop();
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

async function commit(files: Record<string, string>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, 'shop', path, '..'), { recursive: true });
    await writeFile(join(root, 'shop', path), text);
  }
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--allow-empty', '-m', 'change');
  return repository.git('rev-parse', 'HEAD');
}

function subscribe(git: Record<string, unknown> = {}, onChange = (): void => undefined): Subscription {
  const source = { url: `${server.url}/shop/.git`, branch: 'main', interval: '1s', submodules: false, ...git };
  return hub.subscribe({ spec: { git: source }, credential: undefined, signers: undefined }, onChange);
}

async function ready(subscription: Subscription, revision: string): Promise<SourceReady> {
  return await vi.waitFor(
    () => {
      const { state } = subscription;
      expect(state).toMatchObject({ kind: 'ready', revision });
      return state as SourceReady;
    },
    { timeout: 60_000, interval: 20 },
  );
}

async function failed(subscription: Subscription, why: RegExp): Promise<void> {
  await vi.waitFor(
    () => {
      const { state } = subscription;
      expect(state.kind === 'failed' ? state.problem.message : state.kind).toMatch(why);
    },
    { timeout: 60_000, interval: 20 },
  );
}

const looks = (): number => server.requests.filter((request) => request.startsWith('GET')).length;

test('500 subscriptions cost one question an interval, and a commit is told to each of them once', async () => {
  const first = await commit({ 'a/x.yaml': 'one' });
  const changes = vi.fn<() => void>();
  const subscriptions = Array.from({ length: 500 }, () => subscribe({}, changes));
  await ready(subscriptions[499] ?? expect.unreachable(), first);
  const [before, from] = [looks(), Date.now()];
  await new Promise((done) => setTimeout(done, 5_000));
  const intervals = (Date.now() - from) / 900;
  expect(looks() - before).toBeLessThanOrEqual(intervals + 1);
  expect(looks() - before).toBeGreaterThanOrEqual(1);
  expect(changes).toHaveBeenCalledTimes(500);
  const second = await commit({ 'a/x.yaml': 'two' });
  await ready(subscriptions[0] ?? expect.unreachable(), second);
  expect(changes).toHaveBeenCalledTimes(1_000);
});

test('a thousand Apps that read one commit start no process and ask nobody', async () => {
  const files = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`apps/a${i}/cm.yaml`, `v: ${i}`]));
  const revision = await commit(files);
  const state = await ready(subscribe(), revision);
  const hashes = async (): Promise<Set<string | undefined>> =>
    new Set(
      await Promise.all(
        Array.from({ length: 1_000 }, async (_, i) => await ((await state.open()) as GitTree).treeHash(`apps/a${i}`)),
      ),
    );
  expect((await hashes()).size).toBe(1_000);
  // A process would need git.
  vi.stubEnv('PATH', '/nonexistent');
  const from = performance.now();
  expect((await hashes()).size).toBe(1_000);
  console.log(`open and treeHash of 1,000 Apps, warm: ${(performance.now() - from).toFixed(0)} ms`);
});

test('a hint is looked into at once', async () => {
  const first = await commit({});
  const subscription = subscribe({ interval: '1h' });
  await ready(subscription, first);
  const second = await commit({});
  expect(hub.hint({ urls: ['ssh://git@127.0.0.1/shop'] })).toBe(1);
  await ready(subscription, second);
});

const garbage = 'GARBAGE '.repeat(50_000);
const faults: Record<string, { readonly answer: (response: ServerResponse) => void; readonly why: RegExp }> = {
  'hangs before its answer': { answer: () => undefined, why: /did not answer within 3 s/ },
  'hangs in its answer': {
    answer: (response) => {
      response
        .writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' })
        .write('001e# service=');
    },
    why: /did not answer within 3 s/,
  },
  trickles: {
    answer: (response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
      const drip = setInterval(() => response.write('0'), 200);
      response.on('close', () => clearInterval(drip));
    },
    why: /did not answer within 3 s|not as a Git server does/,
  },
  'answers with a page': {
    answer: (response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>please log in</html>'),
    why: /is no Git repository|not as a Git server does|has no branch main/,
  },
  'answers with garbage': {
    answer: (response) =>
      void response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' }).end(garbage),
    why: /not as a Git server does/,
  },
  'has an error': { answer: (response) => void response.writeHead(503).end('busy'), why: /its server has an error/ },
  'closes the connection': { answer: (response) => response.destroy(), why: /cannot be reached|cannot be read|not as/ },
  'asks for a password': {
    answer: (response) => void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    why: /refuses the credentials, or needs some/,
  },
};

test.each(Object.entries(faults))(
  'a server that %s is told in one sentence, what was there stays, and it recovers by itself (3 trials)',
  async (_name, { answer, why }) => {
    const subscription = subscribe();
    for (let trial = 0; trial < 3; trial += 1) {
      const before = await ready(subscription, await commit({ 'x.yaml': `${trial}` }));
      server.interfere = (_request, response) => {
        answer(response);
        return true;
      };
      await failed(subscription, why);
      expect(subscription.state).toMatchObject({ last: { revision: before.revision } });
      expect(Buffer.from(await (await before.open()).read('x.yaml')).toString()).toBe(String(trial));
      server.interfere = undefined;
    }
    await ready(subscription, repository.git('rev-parse', 'main'));
    expect(trouble).not.toHaveBeenCalled();
  },
);

test('a pack that is garbage or cut off leaves no damage (5 trials)', async () => {
  const subscription = subscribe();
  await ready(subscription, await commit({ 'x.yaml': 'start' }));
  for (let trial = 0; trial < 5; trial += 1) {
    server.interfere = (request, response) => {
      if (request.method !== 'POST' || request.headers['content-length'] === undefined) return false;
      // The questions are short; a fetch names what it has and wants.
      if (Number(request.headers['content-length']) < 250) return false;
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      response.end(trial % 2 === 0 ? '000dpackfile\n0011\u0001PACK garbage' : '000dpackfile\n2000\u0001PACK');
      return true;
    };
    const next = await commit({ 'x.yaml': `trial ${trial}` });
    await failed(subscription, /not as a Git server does|cannot be read/);
    server.interfere = undefined;
    const state = await ready(subscription, next);
    expect(Buffer.from(await (await state.open()).read('x.yaml')).toString()).toBe(`trial ${trial}`);
  }
});

test('a branch whose history is another is followed (10 trials)', async () => {
  const subscription = subscribe();
  await ready(subscription, await commit({ 'x.yaml': 'start' }));
  for (let trial = 0; trial < 10; trial += 1) {
    repository.git('checkout', '--quiet', '--orphan', `new${trial}`);
    const forced = await commit({ 'x.yaml': `forced ${trial}` });
    repository.git('branch', '--force', 'main', forced);
    const state = await ready(subscription, forced);
    expect(Buffer.from(await (await state.open()).read('x.yaml')).toString()).toBe(`forced ${trial}`);
  }
});

test('a branch that is deleted and comes back, and a repository that is empty, gone, and there again (3 trials)', async () => {
  const branch = subscribe({ branch: 'release' });
  await failed(branch, /has no branch release/);
  for (let trial = 0; trial < 3; trial += 1) {
    const revision = await commit({});
    repository.git('branch', '--force', 'release');
    await ready(branch, revision);
    repository.git('branch', '-D', 'release');
    await failed(branch, /has no branch release/);
  }
  const other = subscribe({ url: `${server.url}/other/.git`, branch: undefined });
  await failed(other, /is no Git repository/);
  const made = createRepository(root, 'other');
  await failed(other, /has no commit at all/);
  made.git('commit', '--quiet', '--allow-empty', '-m', 'first');
  const first = await ready(other, made.git('rev-parse', 'HEAD'));
  expect(first.revision).toHaveLength(40);
});

test('a server that hangs keeps no other source waiting', async () => {
  const revision = await commit({});
  const well = await startGitServer(root);
  server.interfere = () => true;
  const stuck = Array.from({ length: 20 }, (_, i) => subscribe({ branch: `b${i}` }));
  const fine = Array.from({ length: 5 }, (_, i) =>
    subscribe({
      url: `${well.url.replace('127.0.0.1', 'localhost')}/shop/.git`,
      interval: `${i + 1}m`,
    }),
  );
  await ready(fine[0] ?? expect.unreachable(), revision);
  expect(stuck.every(({ state }) => state.kind !== 'ready')).toBe(true);
  well.stop();
});

test('a cache that was deleted or damaged is made anew while Apps read from it (3 trials)', async () => {
  const subscription = subscribe();
  for (let trial = 0; trial < 3; trial += 1) {
    const state = await ready(subscription, await commit({ 'x.yaml': `${trial}`, [`d${trial}/y.yaml`]: 'y' }));
    await rm(join(root, 'cache/git'), { recursive: true, force: true });
    await new Promise((done) => setTimeout(done, 200));
    expect(Buffer.from(await (await state.open()).read('x.yaml')).toString()).toBe(String(trial));
  }
});
