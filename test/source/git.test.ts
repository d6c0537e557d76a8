import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openGit } from '../../src/source/git/open.ts';
import type { Tree } from '../../src/source/tree.ts';
import { walk } from '../../src/source/walk.ts';
import { createRepository, type GitServer, startGitServer, type TestRepository } from './git-server.ts';

let home: string;
let root: string;
let server: GitServer;
let repository: TestRepository;
let url: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tug-git-'));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

beforeEach(async () => {
  root = await mkdtemp(join(home, 'r-'));
  vi.stubEnv('TUG_CACHE_DIR', join(root, 'cache'));
  repository = createRepository(root, 'shop');
  server = await startGitServer(root);
  url = `${server.url}/shop/.git`;
  await commit('one', { 'deploy/prod/x.yaml': 'one', 'deploy/base/y.yaml': 'base', 'docs/z.md': 'z' });
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.stop();
});

async function commit(message: string, files: Record<string, string>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, 'shop', path, '..'), { recursive: true });
    await writeFile(join(root, 'shop', path), content);
  }
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', message);
  return repository.git('rev-parse', 'HEAD');
}

async function text(tree: Tree, path: string): Promise<string> {
  return Buffer.from(await tree.read(path)).toString('utf8');
}

test('a branch, a tag, a range of tags, a commit and HEAD each give their commit', async () => {
  const first = repository.git('rev-parse', 'HEAD');
  repository.git('tag', 'v1.0.0');
  const second = await commit('two', { 'deploy/prod/x.yaml': 'two' });
  repository.git('tag', '-a', '-m', 'annotated', 'v1.2.0');
  repository.git('tag', 'v2.0.0-rc.1');
  const third = await commit('three', { 'deploy/prod/x.yaml': 'three' });
  repository.git('branch', 'release/1');
  const got = async (source: object): Promise<string> => {
    const tree = await openGit({ url, ...source });
    return `${tree.revision} ${await text(tree, 'deploy/prod/x.yaml')}`;
  };
  expect(await got({ tag: 'v1.0.0' })).toBe(`${first} one`);
  expect(await got({ tag: 'v1.2.0' })).toBe(`${second} two`);
  expect(await got({ semver: '1.x' })).toBe(`${second} two`);
  expect(await got({ commit: first })).toBe(`${first} one`);
  expect(await got({ branch: 'release/1' })).toBe(`${third} three`);
  expect(await got({})).toBe(`${third} three`);
});

test('a branch that moves is followed, and one that did not costs one question', async () => {
  await text(await openGit({ url, branch: 'main' }), 'deploy/prod/x.yaml');
  const before = server.requests.length;
  await text(await openGit({ url, branch: 'main' }), 'deploy/prod/x.yaml');
  expect(server.requests.slice(before).filter((request) => request.startsWith('GET'))).toEqual([
    'GET /shop/.git/info/refs',
  ]);
  const moved = await commit('two', { 'deploy/prod/x.yaml': 'two' });
  const tree = await openGit({ url, branch: 'main' });
  expect([tree.revision, await text(tree, 'deploy/prod/x.yaml')]).toEqual([moved, 'two']);
});

test('a commit that is there already is read without the server', async () => {
  const hash = repository.git('rev-parse', 'HEAD');
  await text(await openGit({ url, commit: hash }), 'deploy/prod/x.yaml');
  server.stop();
  expect(await text(await openGit({ url, commit: hash }), 'deploy/prod/x.yaml')).toBe('one');
});

test('hashes of paths stay the same where nothing changed', async () => {
  const before = await openGit({ url });
  await commit('docs', { 'docs/z.md': 'other' });
  const after = await openGit({ url });
  expect(await after.treeHash('deploy')).toBe(await before.treeHash('deploy'));
  expect(await after.treeHash('deploy')).toBe(repository.git('rev-parse', 'HEAD:deploy'));
  expect(await after.treeHash('docs')).not.toBe(await before.treeHash('docs'));
  expect(await after.treeHash('gone')).toBeUndefined();
});

test('a server that cannot leave blobs out, nor hand out any commit, serves all the same', async () => {
  const plain = createRepository(root, 'plain', { partial: false });
  await writeFile(join(root, 'plain/x'), 'x');
  plain.git('add', '.');
  plain.git('commit', '--quiet', '-m', 'first');
  const first = plain.git('rev-parse', 'HEAD');
  await writeFile(join(root, 'plain/x'), 'y');
  plain.git('commit', '--quiet', '-am', 'second');
  const address = `${server.url}/plain/.git`;
  expect(await text(await openGit({ url: address }), 'x')).toBe('y');
  expect(await text(await openGit({ url: address, commit: first }), 'x')).toBe('x');
  await expect(openGit({ url: address, commit: '0'.repeat(40) })).rejects.toThrow(
    `has no commit ${'0'.repeat(40)} on any branch or tag`,
  );
});

test('lists, links, executables and submodules are what they are', async () => {
  await writeFile(join(root, 'shop/run.sh'), '#!/bin/sh');
  await chmod(join(root, 'shop/run.sh'), 0o755);
  const links = {
    link: 'deploy/prod',
    'deploy/up.yaml': '../docs/z.md',
    out: '../../etc/passwd',
    dangling: 'nowhere',
    loop: 'loop',
    self: '.',
  };
  for (const [path, target] of Object.entries(links)) await symlink(target, join(root, 'shop', path));
  repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`);
  repository.git('add', 'run.sh', ...Object.keys(links));
  repository.git('commit', '--quiet', '-m', 'links');
  const tree = await openGit({ url });
  expect((await tree.list('')).map(({ name, kind, executable }) => `${name} ${kind}${executable ? ' x' : ''}`)).toEqual(
    [
      'dangling other',
      'deploy directory',
      'docs directory',
      'link directory',
      'loop other',
      'out other',
      'run.sh file x',
      'self other',
      'sub other',
    ],
  );
  expect(await text(tree, 'link/x.yaml')).toBe('one');
  expect(await text(tree, 'deploy/up.yaml')).toBe('z');
  await expect(tree.read('out')).rejects.toThrow('is a link out of');
  await expect(tree.read('dangling')).rejects.toThrow('is a link that leads nowhere');
  await expect(tree.read('loop')).rejects.toThrow('is part of a loop of links');
  await expect(tree.read('sub')).rejects.toThrow('is a submodule, which is not fetched');
  await expect(tree.read('gone')).rejects.toThrow('is not there');
  expect((await Array.fromAsync(walk(tree, 'deploy'))).map(({ path }) => path)).toEqual([
    'deploy/base/y.yaml',
    'deploy/prod/x.yaml',
    'deploy/up.yaml',
  ]);
});

test('large directories are fetched as they are read', async () => {
  const many: Record<string, string> = { 'small/a': 'a' };
  for (let i = 0; i < 2_100; i++) many[`many/${i}`] = String(i);
  await commit('many', many);
  const tree = await openGit({ url });
  const before = server.requests.length;
  expect((await tree.list('')).map(({ name }) => name)).toContain('many');
  expect(await text(tree, 'small/a')).toBe('a');
  expect(server.requests.length).toBeGreaterThan(before);
  expect((await tree.list('many')).length).toBe(2_100);
  expect(await text(tree, 'many/2099')).toBe('2099');
}, 60_000);

test('a mirror that a crash left damaged is made again', async () => {
  await openGit({ url });
  const mirrors = join(root, 'cache/git');
  const [mirror = ''] = await readdir(mirrors);
  await writeFile(join(mirrors, mirror, 'shallow.lock'), '');
  await commit('two', { 'deploy/prod/x.yaml': 'two' });
  expect(await text(await openGit({ url }), 'deploy/prod/x.yaml')).toBe('two');
});

test('many at once share one mirror', async () => {
  const trees = await Promise.all(Array.from({ length: 6 }, () => openGit({ url })));
  expect(new Set(await Promise.all(trees.map((tree) => text(tree, 'deploy/prod/x.yaml'))))).toEqual(new Set(['one']));
});

test('a password reaches git by a pipe: it is in no argument, no environment, no file and no message', async () => {
  const guarded = await startGitServer(root, 'robot:s3cr3t-pw');
  const seen = join(root, 'seen');
  const bin = join(root, 'bin');
  await mkdir(bin);
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  // Stands before the real git and notes what any user of the machine could see of it.
  await writeFile(join(bin, 'git'), `#!/bin/sh\n{ echo "$@"; env; } >> ${seen}\nexec ${real} "$@"\n`);
  await chmod(join(bin, 'git'), 0o755);
  const path = process.env.PATH;
  vi.stubEnv('PATH', `${bin}:${path}`);
  const inUrl = `${guarded.url.replace('://', '://robot:s3cr3t-pw@')}/shop/.git`;
  expect(await text(await openGit({ url: inUrl }), 'deploy/prod/x.yaml')).toBe('one');
  expect(await readFile(seen, 'utf8')).toContain('ls-remote');
  expect(await readFile(seen, 'utf8')).not.toContain('s3cr3t-pw');
  expect(() => execFileSync('grep', ['-r', 's3cr3t-pw', join(root, 'cache')])).toThrow('Command failed');
  const wrong = (await openGit({
    url: `${guarded.url.replace('://', '://robot:wr0ng-pw@')}/shop/.git`,
    branch: 'x',
  }).catch((error: unknown) => error)) as Error;
  expect(wrong).toMatchObject({
    code: 'Unauthorized',
    message: expect.stringContaining('refuses the credentials') as string,
  });
  expect(wrong.message).not.toContain('wr0ng-pw');
  await expect(openGit({ url: `${guarded.url}/shop/.git` })).rejects.toThrow('refuses the credentials, or needs some');
  guarded.stop();
});

test.each([
  [{ branch: 'gone' }, 'has no branch gone'],
  [{ tag: 'v9' }, 'has no tag v9'],
  [{ semver: '^9' }, 'no tag of'],
  [{ commit: 'abc' }, 'abc is no whole commit hash'],
  [{ branch: '--upload-pack=x' }, '"--upload-pack=x" is no name of a branch or tag'],
  [{ branch: 'a..b' }, 'is no name of a branch or tag'],
  [{ branch: 'main', tag: 'v1' }, 'source.git names branch and tag, and takes one of them'],
])('%j is refused', async (source, why) => {
  await expect(openGit({ url, ...source })).rejects.toThrow(why);
});

test.each([
  ['ext::sh -c touch% /tmp/x', 'is no URL of a Git repository'],
  ['--upload-pack=touch', 'is no URL of a Git repository'],
  ['ftp://example.com/x', 'is no URL of a Git repository'],
  ['http://user:pw@example.com/x.git', 'would get its credentials unencrypted'],
  ['http://127.0.0.1:1/x.git', 'cannot be reached: connection refused'],
  ['file:///nonexistent/x.git', 'is no Git repository, or none that may be seen'],
])('the URL %s is refused', async (address, why) => {
  await expect(openGit({ url: address })).rejects.toThrow(why);
});
