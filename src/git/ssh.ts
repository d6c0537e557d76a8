import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitCredential } from './url.ts';

/** ssh takes a private key only as a file: it lies in a directory of ours alone while `work` runs, and is gone afterwards. */
export async function withSshKey<T>(
  { privateKey, knownHosts }: GitCredential & { kind: 'ssh' },
  work: (command: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'tug-ssh-'));
  try {
    const key = join(directory, 'key');
    const hosts = join(directory, 'known_hosts');
    await writeFile(key, privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`, { mode: 0o600 });
    await writeFile(hosts, knownHosts, { mode: 0o600 });
    const options = [
      '-F/dev/null',
      '-oBatchMode=yes',
      '-oIdentitiesOnly=yes',
      '-oConnectTimeout=20',
      '-oStrictHostKeyChecking=yes',
    ];
    return await work(`ssh ${options.join(' ')} -oUserKnownHostsFile='${hosts}' -i '${key}'`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
