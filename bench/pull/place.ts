import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { down, ensureSandbox } from '../../sandbox/index.ts';
import { readAccess } from '../lib/access.ts';
import type { Bench } from '../lib/bench.ts';
import { bareClient } from '../lib/client.ts';
import { gitServer } from '../lib/git-server.ts';
import { fleetNamespaces } from './fleet.ts';
import type { Place } from './types.ts';

/** As many requests at once as tug sends. */
export const concurrency = 24;

/** Does something in a sandbox that nobody has used before: the one of this benchmark, made anew. */
export async function inFreshPlace<T>(bench: Bench, work: (place: Place) => Promise<T>): Promise<T> {
  const { sandbox } = bench;
  await down(sandbox);
  const directory = await mkdtemp(join(bench.directory, 'place-'));
  try {
    const { kubeconfig, kubectl } = await ensureSandbox(sandbox);
    const access = await readAccess(kubeconfig);
    const client = bareClient(access, concurrency);
    const git = await gitServer(directory);
    try {
      await Promise.all(fleetNamespaces.map((namespace) => createNamespace(client, namespace)));
      return await work({ bench, kubeconfig, kubectl, access, client, git, directory });
    } finally {
      await Promise.all([client.close(), git.close()]);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Namespaces = { send: Place['client']['send'] };

export async function createNamespace(client: Namespaces, name: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await client.send('POST', '/api/v1/namespaces', { body, allowed: [409] });
}
