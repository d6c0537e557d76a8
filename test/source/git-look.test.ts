import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { lookGit } from '../../src/source/git/look.ts';
import type { GitTree } from '../../src/source/git/tree.ts';
import type { Credential } from '../../src/source/look.ts';
import { door, handOn } from './git-door.ts';
import { createRepository, type GitServer, startGitServer, type TestRepository } from './git-server.ts';

let root: string;
let server: GitServer;
let repository: TestRepository;
let url: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'look-'));
  await mkdir(join(root, 'tmp'));
  vi.stubEnv('TMPDIR', join(root, 'tmp'));
  vi.stubEnv('TUG_CACHE_DIR', join(root, 'cache'));
  repository = createRepository(root, 'shop');
  server = await startGitServer(root);
  url = `${server.url}/shop/.git`;
  await commit(repository, 'shop', { 'x.yaml': 'one' });
});
afterEach(async () => {
  server.stop();
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

async function commit(to: TestRepository, name: string, files: Record<string, string>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, name, path, '..'), { recursive: true });
    await writeFile(join(root, name, path), text);
  }
  to.git('add', '--all');
  to.git('commit', '--quiet', '--allow-empty', '-m', 'change');
  return to.git('rev-parse', 'HEAD');
}

function secret(entries: Record<string, string>): Credential {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, Buffer.from(value)]));
}

async function text(tree: { read(path: string): Promise<Uint8Array> }, path: string): Promise<string> {
  return Buffer.from(await tree.read(path)).toString('utf8');
}

test('user and password of the Secret open it, and belong to a mirror of their own', async () => {
  const guarded = await startGitServer(root, 'robot:pa55');
  onTestFinished(() => guarded.stop());
  const source = { url: `${guarded.url}/shop/.git` };
  const credential = secret({ username: 'robot\n', password: 'pa55\n' });
  const { revision } = await lookGit({ source, credential });
  await expect(lookGit({ source })).rejects.toThrow('refuses the credentials, or needs some');
  await expect(lookGit({ source, credential: secret({ username: 'robot', password: 'no' }) })).rejects.toMatchObject({
    code: 'Unauthorized',
  });
  // Who knows the commit's hash has not thereby a right to what another's credential brought.
  await expect(lookGit({ source: { ...source, commit: revision } })).rejects.toThrow('refuses the credentials');
  expect((await lookGit({ source: { ...source, commit: revision }, credential })).revision).toBe(revision);
  expect(() => execFileSync('grep', ['-r', 'pa55', join(root, 'cache')])).toThrow('Command failed');
});

test('a bearer token is shown as it is, and never follows a redirect', async () => {
  const { host, seen } = await door(
    (check) => createServer(handOn(server, check)),
    (request) => request.headers.authorization === 'Bearer t0k"\\en',
  );
  const source = { url: `http://${host}/shop/.git` };
  expect((await lookGit({ source, credential: secret({ bearerToken: 't0k"\\en\n' }) })).revision).toHaveLength(40);
  expect(seen).toContain('Bearer t0k"\\en');
  await expect(lookGit({ source, credential: secret({ bearerToken: 'wrong' }) })).rejects.toMatchObject({
    code: 'Unauthorized',
  });

  const elsewhere = await door(
    (check) => createServer(handOn(server, check)),
    () => true,
  );
  server.interfere = (request, response) => {
    response.writeHead(302, { location: `http://${elsewhere.host}${request.url}` }).end();
    return true;
  };
  for (const credential of [secret({ bearerToken: 'token' }), secret({ username: 'u', password: 'p' })]) {
    await lookGit({ source: { url }, credential }).catch(() => undefined);
  }
  expect(elsewhere.seen.filter(Boolean)).toEqual([]);
  expect(await readdir(join(root, 'tmp'))).toEqual([]);
});

test('a password is not shown to the server that a redirect leads to', async () => {
  const elsewhere = await door(
    (check) => createServer(handOn(server, check)),
    () => false,
  );
  const asking = createServer(
    (request, response) => void response.writeHead(302, { location: `http://${elsewhere.host}${request.url}` }).end(),
  );
  await new Promise<void>((done) => asking.listen(0, '127.0.0.1', done));
  onTestFinished(() => void asking.close());
  const address = `http://127.0.0.1:${(asking.address() as AddressInfo).port}/shop/.git`;
  await expect(
    lookGit({ source: { url: address }, credential: secret({ username: 'u', password: 'p' }) }),
  ).rejects.toMatchObject({ code: 'Unauthorized' });
  expect(elsewhere.seen.length).toBeGreaterThan(0);
  expect(elsewhere.seen.filter(Boolean)).toEqual([]);
});

test('a private authority and a client certificate work over https', async () => {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: root, stdio: 'ignore' });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=ca',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  );
  for (const name of ['server', 'client']) {
    openssl(
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
    await writeFile(join(root, 'ext'), 'subjectAltName=IP:127.0.0.1');
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'ext',
      '-out',
      `${name}.crt`,
    );
  }
  const pem = async (name: string): Promise<string> => await readFile(join(root, name), 'utf8');
  const tls = {
    key: await pem('server.key'),
    cert: await pem('server.crt'),
    ca: await pem('ca.crt'),
    requestCert: true,
    rejectUnauthorized: false,
  };
  const { host } = await door(
    (check) => createTlsServer(tls, handOn(server, check)),
    (request) => (request.socket as TLSSocket).authorized,
  );
  const source = { url: `https://${host}/shop/.git` };
  const ca = { 'ca.crt': await pem('ca.crt') };
  const pair = { 'tls.crt': await pem('client.crt'), 'tls.key': await pem('client.key') };
  expect((await lookGit({ source, credential: secret({ ...ca, ...pair }) })).revision).toHaveLength(40);
  await expect(lookGit({ source, credential: secret(ca) })).rejects.toMatchObject({ code: 'Unauthorized' });
  await expect(lookGit({ source, credential: secret(pair) })).rejects.toThrow('has a certificate that is not trusted');
  await expect(lookGit({ source, credential: secret({ ...ca, 'tls.crt': 'x' }) })).rejects.toThrow('has no tls.key');
});

test('a proxy is gone through, with its own user and password', async () => {
  const login = `Basic ${Buffer.from('pu:pp').toString('base64')}`;
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(`${request.headers['proxy-authorization'] ?? ''} ${request.url?.split('?')[0]}`);
    if (request.headers['proxy-authorization'] !== login) {
      return void response.writeHead(407, { 'proxy-authenticate': 'Basic realm="p"' }).end();
    }
    handOn(
      server,
      () => 200,
      ({ url: asked }) => (asked ?? '').replace(/^http:\/\/[^/]*/, ''),
    )(request, response);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  onTestFinished(() => void proxy.close());
  const address = `http://pu:pp@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const source = { url: 'http://git.example/shop/.git' };
  expect((await lookGit({ source, credential: secret({ proxy: address }) })).revision).toHaveLength(40);
  expect(seen).toContain(`${login} http://git.example/shop/.git/info/refs`);
  await expect(lookGit({ source, credential: secret({ proxy: 'file:///x' }) })).rejects.toThrow('is no URL of a proxy');
});

test("submodules are part of the tree, those beside the repository and theirs, and their hashes are Git's", async () => {
  const inner = createRepository(root, 'inner');
  const innermost = createRepository(root, 'innermost');
  await commit(innermost, 'innermost', { 'z.yaml': 'deep' });
  await commit(inner, 'inner', { 'y.yaml': 'inner' });
  const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add'];
  inner.git(...add, join(root, 'innermost/.git'), 'deeper');
  inner.git('config', '-f', '.gitmodules', 'submodule.deeper.url', '../../innermost/.git');
  await commit(inner, 'inner', {});
  repository.git(...add, join(root, 'inner/.git'), 'lib/inner');
  repository.git('config', '-f', '.gitmodules', 'submodule.lib/inner.url', '../../inner/.git');
  const revision = await commit(repository, 'shop', {});
  const looked = await lookGit({ source: { url, submodules: true } });
  expect(looked.revision).toBe(revision);
  const tree = (await looked.open()) as GitTree;
  expect(await text(tree, 'lib/inner/y.yaml')).toBe('inner');
  expect(await text(tree, 'lib/inner/deeper/z.yaml')).toBe('deep');
  expect((await tree.list('lib')).map(({ name, kind }) => `${name} ${kind}`)).toEqual(['inner directory']);
  expect(await tree.treeHash('lib/inner/deeper')).toBe(innermost.git('rev-parse', 'HEAD^{tree}'));
  const without = await (await lookGit({ source: { url } })).open();
  await expect(without.read('lib/inner/y.yaml')).rejects.toThrow('is a submodule, which is not fetched');
});

test('a submodule on the same server gets the credential, one elsewhere none, one that cannot be fetched is named', async () => {
  const guarded = await startGitServer(root, 'robot:pa55');
  const other = await door(
    (check) => createServer(handOn(server, check)),
    () => false,
  );
  onTestFinished(() => guarded.stop());
  const inner = createRepository(root, 'inner');
  const pinned = await commit(inner, 'inner', { 'y.yaml': 'inner' });
  const module = async (address: string): Promise<void> => {
    await writeFile(join(root, 'shop/.gitmodules'), `[submodule "i"]\n\tpath = sub\n\turl = ${address}\n`);
    repository.git('update-index', '--add', '--cacheinfo', `160000,${pinned},sub`);
    repository.git('add', '.gitmodules');
    repository.git('commit', '--quiet', '-m', 'module');
  };
  const look = (): Promise<{ open(): Promise<{ read(path: string): Promise<Uint8Array> }> }> =>
    lookGit({
      source: { url: `${guarded.url}/shop/.git`, submodules: true },
      credential: secret({ username: 'robot', password: 'pa55' }),
    });
  await module(`${guarded.url}/inner/.git`);
  expect(await text(await (await look()).open(), 'sub/y.yaml')).toBe('inner');
  await module(`http://${other.host}/inner/.git`);
  await expect(look()).rejects.toThrow('the submodule sub cannot be fetched');
  expect(other.seen.filter(Boolean)).toEqual([]);
  await module('ext::sh -c touch% /tmp/x');
  await expect(look()).rejects.toThrow('is no URL of a Git repository');
  await module('file:///srv/x.git');
  await expect(look()).rejects.toThrow('is a path of the machine that tug runs on');
});

test('a file that Git LFS keeps is named, where it would be rendered', async () => {
  await commit(repository, 'shop', {
    'big.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
  });
  const tree = await (await lookGit({ source: { url } })).open();
  await expect(tree.read('big.yaml')).rejects.toThrow('is kept in Git LFS, which is not fetched');
});

test('a mirror stays bounded: packs are joined, and one that grew too far is made anew', async () => {
  for (let trial = 0; trial < 60; trial += 1) {
    const revision = await commit(repository, 'shop', { 'x.yaml': `trial ${trial}` });
    const looked = await lookGit({ source: { url, branch: 'main' } });
    expect(looked.revision).toBe(revision);
    expect(await text(await looked.open(), 'x.yaml')).toBe(`trial ${trial}`);
  }
  const mirror = (await readdir(join(root, 'cache/git'))).find((name) => name.endsWith('.git')) ?? '';
  const directory = join(root, 'cache/git', mirror);
  const packs = async (): Promise<number> =>
    (await readdir(join(directory, 'objects/pack'))).filter((name) => name.endsWith('.pack')).length;
  expect(await packs()).toBeLessThan(60);
  const before = await lookGit({ source: { url, branch: 'main' } });
  // As if a year of commits had come.
  await writeFile(join(directory, 'objects/pack/tmp_pack_x'), Buffer.alloc(65 * 2 ** 20));
  await writeFile(join(directory, 'first-size'), '1000');
  const next = await commit(repository, 'shop', { 'x.yaml': 'next' });
  const looked = await lookGit({ source: { url, branch: 'main' } });
  expect(looked.revision).toBe(next);
  expect(await stat(join(directory, 'objects/pack/tmp_pack_x')).catch(() => 'gone')).toBe('gone');
  expect(await text(await looked.open(), 'x.yaml')).toBe('next');
  // Whoever still reads the commit before gets it again.
  expect(await text(await before.open(), 'x.yaml')).toBe('trial 59');
}, 200_000);
