import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** OpenSSH's own server on a loopback port, as whoever runs the tests. */
export interface SshServer {
  /** `ssh://user@127.0.0.1:port`. */
  readonly url: string;
  readonly knownHosts: string;
  stop(): Promise<void>;
}

const sshd = (process.env.PATH ?? '')
  .split(':')
  .concat('/usr/sbin', '/usr/local/sbin')
  .map((directory) => join(directory, 'sshd'))
  .find((file) => existsSync(file));

/** Why there can be no such server here; undefined when there can. */
export const noSshServer =
  sshd === undefined
    ? 'sshd is not installed'
    : spawnSync('ssh', ['-V']).error === undefined
      ? undefined
      : 'ssh is not installed';

/** Lets in whoever has one of the keys, given as lines of authorized_keys. */
export async function startSshServer(directory: string, authorized: readonly string[]): Promise<SshServer> {
  if (sshd === undefined) throw new Error('sshd is not installed');
  const port = await freePort();
  const hostKey = join(directory, 'host_key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
  await writeFile(join(directory, 'authorized_keys'), authorized.join('\n'));
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    'PidFile none',
    `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
  ];
  await writeFile(join(directory, 'sshd_config'), config.join('\n'));
  // Where it runs as root, sshd asks for this directory.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn(sshd, ['-D', '-e', '-f', join(directory, 'sshd_config')], { stdio: 'ignore' });
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  for (let left = 100; !(await answers(port)); left -= 1) {
    if (left === 0 || child.exitCode !== null) throw new Error(`sshd did not start (${child.exitCode})`);
    await new Promise((done) => setTimeout(done, 50));
  }
  const publicKey = (await readFile(`${hostKey}.pub`, 'utf8')).trim();
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    knownHosts: `[127.0.0.1]:${port} ${publicKey}\n`,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
