import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lookGit } from '../../src/source/git/look.ts';
import type { Credential } from '../../src/source/look.ts';
import { createRepository, type TestRepository } from './git-server.ts';
import { noSshServer, type SshServer, startSshServer } from './ssh-server.ts';

if (noSshServer !== undefined) console.log(`Git over ssh is not tried: ${noSshServer}`);

describe.skipIf(noSshServer !== undefined)('Git over ssh', () => {
  let root: string;
  let server: SshServer;
  let repository: TestRepository;
  let url: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'ssh-'));
    vi.stubEnv('TUG_CACHE_DIR', join(root, 'cache'));
    await mkdir(join(root, 'tmp'));
    vi.stubEnv('TMPDIR', join(root, 'tmp'));
    repository = createRepository(root, 'shop');
    repository.git('commit', '--quiet', '--allow-empty', '-m', 'one');
    key('own');
    key('stranger');
    key('locked', 'a passphrase');
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'rsa',
      '-b',
      '3072',
      '-m',
      'PEM',
      '-N',
      'a passphrase',
      '-f',
      join(root, 'old'),
    ]);
    server = await startSshServer(root, [await text('own.pub'), await text('locked.pub')]);
    url = `${server.url}${root}/shop/.git`;
  });
  afterAll(async () => {
    await server.stop();
    vi.unstubAllEnvs();
    await rm(root, { recursive: true, force: true });
  });

  function key(name: string, passphrase = ''): void {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', join(root, name)]);
  }

  async function text(name: string): Promise<string> {
    return await readFile(join(root, name), 'utf8');
  }

  async function secret(
    identity: string | undefined,
    knownHosts: string | undefined = server.knownHosts,
  ): Promise<Credential> {
    return {
      ...(identity !== undefined && { identity: Buffer.from(await text(identity)) }),
      known_hosts: Buffer.from(knownHosts),
    };
  }

  test('a key and a known host open it, and a new commit is seen', async () => {
    const credential = await secret('own');
    const first = await lookGit({ source: { url, branch: 'main' }, credential });
    expect(first.revision).toBe(repository.git('rev-parse', 'main'));
    repository.git('commit', '--quiet', '--allow-empty', '-m', 'two');
    const second = await lookGit({ source: { url, branch: 'main' }, credential });
    expect(second.revision).toBe(repository.git('rev-parse', 'main'));
    expect(second.revision).not.toBe(first.revision);
  });

  test('a key whose last line break got lost opens it too', async () => {
    const credential = { ...(await secret('own')), identity: Buffer.from((await text('own')).trim()) };
    expect((await lookGit({ source: { url }, credential })).revision).toHaveLength(40);
  });

  test('nothing of whoever runs the operator opens it', async () => {
    const agent = execFileSync('ssh-agent', ['-s'], { encoding: 'utf8' });
    const [, socket = ''] = /SSH_AUTH_SOCK=([^;]+)/.exec(agent) ?? [];
    const [, pid = ''] = /SSH_AGENT_PID=(\d+)/.exec(agent) ?? [];
    try {
      execFileSync('ssh-add', ['-q', join(root, 'own')], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      vi.stubEnv('SSH_AUTH_SOCK', socket);
      await expect(lookGit({ source: { url }, credential: await secret('stranger') })).rejects.toThrow(
        'may not be read with these credentials',
      );
      await expect(lookGit({ source: { url } })).rejects.toThrow('the Secret of the source has no identity');
    } finally {
      process.kill(Number(pid));
      vi.stubEnv('SSH_AUTH_SOCK', undefined);
    }
  });

  test('a host that is not known, or is another, is refused', async () => {
    const another = server.knownHosts.replace(/ssh-ed25519 .*/, (await text('own.pub')).trim());
    for (const hosts of ['git.example ssh-ed25519 AAAA\n', another]) {
      await expect(lookGit({ source: { url }, credential: await secret('own', hosts) })).rejects.toThrow(
        'has a host key that is not known',
      );
    }
    await expect(lookGit({ source: { url }, credential: await secret('own', ' ') })).rejects.toThrow(
      'the Secret of the source has no known_hosts',
    );
  });

  test.each(['locked', 'old'])('a key with a passphrase is refused by name (%s)', async (name) => {
    await expect(lookGit({ source: { url }, credential: await secret(name) })).rejects.toThrow('asks for a passphrase');
  });

  test('what is no key, no repository and no proxy of ours is told', async () => {
    const credential = await secret('own');
    await expect(
      lookGit({ source: { url }, credential: { ...credential, identity: Buffer.from('no key') } }),
    ).rejects.toThrow('the private key for ssh cannot be read');
    await expect(lookGit({ source: { url: `${server.url}/none` }, credential })).rejects.toThrow(
      'is no Git repository, or none that may be seen',
    );
    await expect(
      lookGit({ source: { url }, credential: { ...credential, proxy: Buffer.from('http://p.example') } }),
    ).rejects.toThrow('a proxy is for https');
  });

  test('no key is left behind', async () => {
    await lookGit({ source: { url }, credential: await secret('own') });
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
    expect(() => execFileSync('grep', ['-r', 'PRIVATE KEY', join(root, 'cache')])).toThrow('Command failed');
  });
});
