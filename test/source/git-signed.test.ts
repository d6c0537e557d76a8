import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { lookGit } from '../../src/source/git/look.ts';
import type { Credential } from '../../src/source/look.ts';
import { createRepository, type GitServer, startGitServer, type TestRepository } from './git-server.ts';

/** Signatures as git itself makes them, with the programs it uses; a machine without them says so. */
const programs = Object.fromEntries(
  ['gpg', 'ssh-keygen'].map((name) => [name, spawnSync(name, ['--version']).error === undefined]),
);

let home: string;
let root: string;
let server: GitServer;
let repository: TestRepository;
let url: string;

beforeAll(async () => {
  for (const [name, found] of Object.entries(programs)) {
    if (!found) console.log(`${name} is not installed: its signatures are not tried`);
  }
  home = await mkdtemp(join(tmpdir(), 'signed-'));
  await mkdir(join(home, 'gnupg'), { mode: 0o700 });
});
afterAll(async () => {
  if (programs.gpg) spawnSync('gpgconf', ['--homedir', join(home, 'gnupg'), '--kill', 'gpg-agent']);
  await rm(home, { recursive: true, force: true });
});

beforeEach(async () => {
  root = await mkdtemp(join(home, 'r-'));
  vi.stubEnv('TUG_CACHE_DIR', join(root, 'cache'));
  repository = createRepository(root, 'shop');
  server = await startGitServer(root);
  url = `${server.url}/shop/.git`;
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.stop();
  });
});

function gpg(...args: string[]): string {
  return execFileSync('gpg', ['--homedir', join(home, 'gnupg'), '--batch', '--quiet', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** A key of gpg by its fingerprint. */
function gpgKey(name: string, algorithm = 'ed25519', expires = 'never'): string {
  gpg('--passphrase', '', '--quick-generate-key', `${name} <${name}@example.com>`, algorithm, 'sign', expires);
  const listed = gpg('--list-keys', '--with-colons', `${name}@example.com`);
  return /^fpr:+([0-9A-F]+):/m.exec(listed)?.[1] ?? '';
}

async function signsWithGpg(fingerprint: string): Promise<void> {
  const program = join(root, 'gpg');
  await writeFile(program, `#!/bin/sh\nexec gpg --homedir ${join(home, 'gnupg')} --batch "$@"\n`);
  await chmod(program, 0o755);
  repository.git('config', 'gpg.program', program);
  repository.git('config', 'user.signingkey', fingerprint);
}

function sshKey(name: string, ...type: string[]): string {
  const file = join(root, name);
  execFileSync('ssh-keygen', ['-q', '-N', '', '-C', `${name}@example.com`, '-f', file, ...type]);
  repository.git('config', 'gpg.format', 'ssh');
  repository.git('config', 'user.signingkey', file);
  return file;
}

function commit(...flags: string[]): string {
  repository.git('commit', '--quiet', '--allow-empty', ...flags, '-m', 'change\n\nwith a body');
  return repository.git('rev-parse', 'HEAD');
}

function secret(entries: Record<string, string | Buffer>): Credential {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, Buffer.from(value)]));
}

async function look(
  signers: Credential,
  what: 'commit' | 'tag' | 'both' = 'commit',
  ref: object = {},
): Promise<string> {
  const { revision } = await lookGit({ source: { url, ...ref, verify: { what } }, signers });
  return revision;
}

describe.runIf(programs.gpg)('PGP', () => {
  test.each(['ed25519', 'rsa3072', 'nistp256'])(
    'a commit signed by PGP (%s) is taken, by a stranger is not',
    async (algorithm) => {
      const key = gpgKey(`own-${algorithm}`, algorithm);
      const stranger = gpgKey(`stranger-${algorithm}`, algorithm);
      await signsWithGpg(key);
      const signed = commit('-S');
      const own = secret({ 'team.asc': gpg('--armor', '--export', key) });
      expect(await look(own)).toBe(signed);
      expect(
        await look(secret({ 'team.gpg': execFileSync('gpg', ['--homedir', join(home, 'gnupg'), '--export', key]) })),
      ).toBe(signed);
      const others = secret({ 'team.asc': gpg('--armor', '--export', stranger) });
      await expect(look(others)).rejects.toThrow('which is not among those that may sign');
      expect(await look({ ...others, 'more.asc': own['team.asc'] ?? Buffer.of() })).toBe(signed);
    },
  );

  test('a PGP key that expired or was revoked signs nothing', async () => {
    const key = gpgKey('brief', 'ed25519', 'seconds=2');
    await signsWithGpg(key);
    commit('-S');
    await new Promise((done) => setTimeout(done, 3_000));
    await expect(look(secret({ 'k.asc': gpg('--armor', '--export', key) }))).rejects.toThrow(
      /its signature is not valid: .*expired/,
    );

    const revoked = gpgKey('revoked');
    await signsWithGpg(revoked);
    commit('-S');
    const certificate = await readFile(join(home, 'gnupg/openpgp-revocs.d', `${revoked}.rev`), 'utf8');
    await writeFile(join(root, 'revoke'), certificate.replace(':-----BEGIN', '-----BEGIN'));
    expect(await look(secret({ 'k.asc': gpg('--armor', '--export', revoked) }))).toHaveLength(40);
    gpg('--import', join(root, 'revoke'));
    await expect(look(secret({ 'k.asc': gpg('--armor', '--export', revoked) }))).rejects.toThrow(
      /its signature is not valid: .*revoked/,
    );
  });

  test('a tag signed by PGP is taken', async () => {
    const key = gpgKey('tagger');
    await signsWithGpg(key);
    const tagged = commit();
    repository.git('tag', '-s', '-m', 'one', 'v1.0.0');
    expect(await look(secret({ 'k.asc': gpg('--armor', '--export', key) }), 'tag', { tag: 'v1.0.0' })).toBe(tagged);
  });
});

describe.runIf(programs['ssh-keygen'])('SSH', () => {
  test.each([
    [['-t', 'ed25519']],
    [['-t', 'rsa', '-b', '3072']],
    [['-t', 'ecdsa', '-b', '256']],
    [['-t', 'ecdsa', '-b', '384']],
    [['-t', 'ecdsa', '-b', '521']],
  ])(
    'a commit signed by SSH (%s) is taken, by a stranger is not',
    async (type) => {
      sshKey('stranger', ...type);
      const stranger = await readFile(join(root, 'stranger.pub'), 'utf8');
      sshKey('own', ...type);
      const own = await readFile(join(root, 'own.pub'), 'utf8');
      // Ten, because a leading zero in a number is one of many signatures.
      for (let trial = 0; trial < 10; trial += 1) {
        const signed = commit('-S');
        expect(await look(secret({ 'a.pub': stranger, 'b.pub': own }))).toBe(signed);
      }
      await expect(look(secret({ 'a.pub': stranger }))).rejects.toThrow(
        'is of an SSH key that is not among those that may sign',
      );
    },
    120_000,
  );

  test('what allowed_signers says of a key counts', async () => {
    sshKey('own', '-t', 'ed25519');
    const signed = commit('-S');
    const key = (await readFile(join(root, 'own.pub'), 'utf8')).trim();
    const list = (line: string): Credential => secret({ allowed_signers: `# who may\n\n${line} ${key}\n` });
    expect(await look(list('own@example.com'))).toBe(signed);
    expect(await look(list('own@example.com,"other x" namespaces="file,git"'))).toBe(signed);
    expect(await look(list('own@example.com valid-after="20200101",valid-before="21000101Z"'))).toBe(signed);
    const refused = 'whose key may not sign for git now';
    await expect(look(list('own@example.com namespaces="file"'))).rejects.toThrow(refused);
    await expect(look(list('own@example.com valid-before="20200101"'))).rejects.toThrow(refused);
    await expect(look(list('own@example.com valid-after="21000101"'))).rejects.toThrow(refused);
    await expect(look(list('own@example.com valid-before="soon"'))).rejects.toThrow(refused);
    await expect(look(list('own@example.com cert-authority'))).rejects.toThrow('holds no key of anybody who may sign');
  });

  test('a signature that is changed, of something else, or for something else, is refused', async () => {
    const file = sshKey('own', '-t', 'ed25519');
    const own = secret({ 'own.pub': await readFile(join(root, 'own.pub')) });
    commit('-S');
    const raw = repository.git('cat-file', 'commit', 'HEAD');
    const store = async (text: string): Promise<string> => {
      await writeFile(join(root, 'object'), `${text}\n`);
      const hash = repository.git('hash-object', '-t', 'commit', '-w', '--literally', join(root, 'object'));
      repository.git('update-ref', 'refs/heads/main', hash);
      return hash;
    };
    await store(raw.replace('with a body', 'with another body'));
    await expect(look(own)).rejects.toThrow('its signature does not fit what it signs');

    await writeFile(join(root, 'payload'), `${raw.replace(/^gpgsig [^]*?-----END SSH SIGNATURE-----\n/m, '')}\n`);
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'file', '-f', file, join(root, 'payload')], {
      stdio: 'ignore',
    });
    const signature = (await readFile(join(root, 'payload.sig'), 'utf8')).trim().replaceAll('\n', '\n ');
    await store(raw.replace(/^gpgsig [^]*?-----END SSH SIGNATURE-----/m, `gpgsig ${signature}`));
    await expect(look(own)).rejects.toThrow('its signature is made for "file", not for git');

    await store(
      raw.replace(
        /^gpgsig [^]*?-----END SSH SIGNATURE-----/m,
        'gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----',
      ),
    );
    await expect(look(own)).rejects.toThrow('its signature cannot be read');
  });

  test('a commit that nobody signed is refused by its hash and author, and the next signed one is taken', async () => {
    sshKey('own', '-t', 'ed25519');
    const own = secret({ 'own.pub': await readFile(join(root, 'own.pub')) });
    const unsigned = commit();
    await expect(look(own)).rejects.toMatchObject({
      code: 'Forbidden',
      message: `commit ${unsigned.slice(0, 12)} of ${url} by a <a@example.com> is not signed`,
    });
    await expect(look(secret({ README: 'no key' }))).rejects.toThrow('holds no key of anybody who may sign');
    const signed = commit('-S');
    expect(await look(own)).toBe(signed);
  });

  test('a tag is taken for what it is: signed, of this name, of this commit', async () => {
    sshKey('own', '-t', 'ed25519');
    const own = secret({ 'own.pub': await readFile(join(root, 'own.pub')) });
    const unsigned = commit();
    repository.git('tag', '-s', '-m', 'one', 'v1.0.0');
    expect(await look(own, 'tag', { tag: 'v1.0.0' })).toBe(unsigned);
    expect(await look(own, 'tag', { semver: '1.x' })).toBe(unsigned);
    await expect(look(own, 'both', { tag: 'v1.0.0' })).rejects.toThrow(`commit ${unsigned.slice(0, 12)}`);
    repository.git('tag', '-a', '-m', 'two', 'v2.0.0');
    await expect(look(own, 'tag', { tag: 'v2.0.0' })).rejects.toThrow(
      /tag v2\.0\.0 of .* by a <a@example\.com> is not signed/,
    );
    repository.git('tag', 'v3.0.0');
    await expect(look(own, 'tag', { tag: 'v3.0.0' })).rejects.toThrow('is not signed: it is a plain name');
    repository.git('update-ref', 'refs/tags/v4.0.0', repository.git('rev-parse', 'v1.0.0'));
    await expect(look(own, 'tag', { tag: 'v4.0.0' })).rejects.toThrow('is the tag v1.0.0 under another name');
    await expect(look(own, 'tag', { branch: 'main' })).rejects.toThrow('the source names no tag');
    const signed = commit('-S');
    repository.git('tag', '-s', '-f', '-m', 'moved', 'v1.0.0');
    expect(await look(own, 'both', { tag: 'v1.0.0' })).toBe(signed);
  });
});
