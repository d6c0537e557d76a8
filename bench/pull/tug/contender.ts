import { createHmac } from 'node:crypto';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, untilAnswers } from '../../lib/http.ts';
import { startService } from '../../lib/service.ts';
import { fleetNamespaces } from '../fleet.ts';
import type { Contender, Place } from '../types.ts';
import { operatorMetrics, type OperatorMetrics } from './metrics.ts';

/** tug's operator under the token of its own ServiceAccount, with the rights that `tug install` and `tug tenant add` give it. */

const app = { apiVersion: 'tug.dev/v1alpha1', kind: 'App' };
const namespace = 'tug-system';
const account = 'tug-operator';
const webhookKey = 'of the benchmark';

export interface Tug extends Contender {
  /** Of the operator that was started last. */
  metrics(): Promise<OperatorMetrics>;
  /** Where the operator finds the API server from the next start on: the place's own, or another kubeconfig's. */
  through(server: string | undefined): void;
}

export async function tug(place: Place): Promise<Tug> {
  const { bench, client, git, directory } = place;
  const run = async (...args: string[]): Promise<void> => {
    const { program, args: first } = bench.tug;
    await promisify(execFile)(program, [...first, ...args, '--kubeconfig', place.kubeconfig], { env: bench.env });
  };
  await run('install', '--no-deployment');
  for (const name of fleetNamespaces) await run('tenant', 'add', name);
  await client.send('POST', `/api/v1/namespaces/${namespace}/secrets`, {
    body: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'tug-webhooks', namespace },
      stringData: { generic: webhookKey },
    },
  });
  const kubeconfig = join(directory, 'operator.kubeconfig');
  let server = place.access.server;
  let listen = '';
  return {
    name: 'tug operator',
    kind: app,
    declare: ({ name, namespace: target, path }, more) => ({
      ...app,
      metadata: { name, namespace: target },
      spec: {
        // Told of commits by a webhook, as Flux is by the status of its source.
        source: { git: { url: git.url, branch: 'main', interval: '2h' }, path },
        ...(more?.dependsOn && { dependsOn: [{ name: more.dependsOn }] }),
        ...more?.spec,
      },
    }),
    isReady(object, commit) {
      const status = object?.status as Status | undefined;
      const ready = status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True');
      return ready === true && status?.revision?.includes(commit) === true;
    },
    async announce() {
      const body = JSON.stringify({ urls: [git.url] });
      const signature = `sha256=${createHmac('sha256', webhookKey).update(body).digest('hex')}`;
      const headers = { 'content-type': 'application/json', 'x-signature': signature };
      const answer = await fetch(`http://${listen}/hooks/generic`, { method: 'POST', headers, body });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`the operator refused the webhook: ${answer.status} ${text}`);
    },
    async start() {
      listen = `127.0.0.1:${await freePort()}`;
      await writeFile(kubeconfig, await tokenKubeconfig(place, server));
      const { program, args } = bench.tug;
      const service = await startService({
        program,
        args: [...args, 'operator', '--kubeconfig', kubeconfig, '--listen', listen],
        env: { ...bench.env, TUG_CACHE_DIR: join(directory, 'cache'), XDG_CACHE_HOME: join(directory, 'cache') },
      });
      await untilAnswers(`http://${listen}/readyz`, service);
      return service;
    },
    metrics: () => operatorMetrics(`http://${listen}/metrics`),
    through: (other) => {
      server = other ?? place.access.server;
    },
  };

  async function tokenKubeconfig({ access }: Place, url: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 36_000 } };
    const { status } = JSON.parse(await client.send('POST', path, { body })) as { status: { token: string } };
    const secure = url.startsWith('https') && { 'certificate-authority-data': access.ca.toString('base64') };
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'bench', cluster: { server: url, ...secure } }],
      users: [{ name: 'operator', user: { token: status.token } }],
      contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'operator', namespace } }],
      'current-context': 'bench',
    });
  }
}

interface Status {
  readonly conditions?: readonly { type: string; status: string }[];
  readonly revision?: string;
}
