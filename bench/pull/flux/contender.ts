import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { parseDocuments } from '../../../src/lib/yaml.ts';
import type { KubeObject } from '../../../src/kube/object.ts';
import { collection, mergeType, pathOf } from '../../lib/client.ts';
import { freePort, untilAnswers } from '../../lib/http.ts';
import { startService } from '../../lib/service.ts';
import { createNamespace } from '../place.ts';
import type { Contender, Place } from '../types.ts';
import { fluxCrds, fluxProgram } from './program.ts';

/**
 * Flux's kustomize-controller. What source-controller does is done for it, outside of all clocks: the benchmark serves the tarball
 * of each commit and writes the status of the GitRepository. It runs as the cluster's admin and impersonates nobody, does not wait
 * for health, and each Kustomization reads one file. All of that favours it.
 */

const namespace = 'flux-system';
const kustomization = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
const repository = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'fleet', namespace },
};
const revisionOf = (commit: string): string => `main@sha1:${commit}`;

export interface Flux extends Contender {
  close(): Promise<void>;
}

export async function flux(place: Place): Promise<Flux> {
  const { client, bench, kubeconfig } = place;
  const program = await fluxProgram(bench.say);
  await install(place);
  const artifacts = await artifactServer();
  return {
    name: 'Flux kustomize-controller',
    kind: kustomization,
    declare: ({ name, namespace: target, path }, more) => ({
      ...kustomization,
      metadata: { name, namespace: target },
      spec: {
        // It reconciles when the artifact changes; in between nothing should disturb what is measured.
        interval: '2h',
        path: `./${path}`,
        prune: true,
        targetNamespace: target,
        sourceRef: { kind: 'GitRepository', name: repository.metadata.name, namespace },
        ...(more?.dependsOn && { dependsOn: [{ name: more.dependsOn }] }),
        ...more?.spec,
      },
    }),
    isReady(object, commit) {
      const status = object?.status as Status | undefined;
      const ready = status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True');
      return ready === true && status?.lastAppliedRevision === revisionOf(commit);
    },
    async announce(commit) {
      const artifact = artifacts.serve(commit, await place.git.tarball(commit));
      const condition = { type: 'Ready', status: 'True', reason: 'Succeeded', message: `stored ${commit}` };
      const conditions = [{ ...condition, lastTransitionTime: artifact.lastUpdateTime, observedGeneration: 1 }];
      const body = { status: { artifact, conditions, observedGeneration: 1 } };
      await client.send('PATCH', `${pathOf(repository)}/status`, { body, type: mergeType });
    },
    async start() {
      const health = await freePort();
      const service = await startService({
        program,
        args: [
          '--concurrent=20',
          '--metrics-addr=0',
          `--health-addr=127.0.0.1:${health}`,
          '--interval-jitter-percentage=0',
          '--enable-leader-election=false',
          '--events-addr=',
        ],
        env: { ...bench.env, KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: namespace, TMPDIR: place.directory },
      });
      await untilAnswers(`http://127.0.0.1:${health}/readyz`, service);
      return service;
    },
    close: () => artifacts.close(),
  };
}

interface Status {
  readonly conditions?: readonly { type: string; status: string }[];
  readonly lastAppliedRevision?: string;
}

async function install({ client, git }: Place): Promise<void> {
  for (const text of await fluxCrds()) {
    for (const { value } of parseDocuments(text, 'CRDs of Flux')) {
      const crd = value as KubeObject;
      await client.send('POST', collection(crd), { body: crd, allowed: [409] });
    }
  }
  await createNamespace(client, namespace);
  const spec = { interval: '2h', url: git.url, ref: { branch: 'main' } };
  await untilServed(() => client.send('POST', collection(repository, namespace), { body: { ...repository, spec } }));
}

/** A CRD is served a moment after it was created. */
async function untilServed(request: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      await request();
      return;
    } catch (error) {
      if (performance.now() > deadline || !(error as Error).message.includes(': 404 ')) throw error;
      await pause(50);
    }
  }
}

interface Artifacts {
  serve(commit: string, bytes: Buffer): Record<string, string | number>;
  close(): Promise<void>;
}

async function artifactServer(): Promise<Artifacts> {
  const files = new Map<string, Buffer>();
  const server = createServer((asked, answer) => {
    const bytes = files.get(asked.url ?? '');
    answer.writeHead(bytes ? 200 : 404, { 'content-type': 'application/gzip' }).end(bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    serve(commit, bytes) {
      const path = `/${commit}.tar.gz`;
      files.set(path, bytes);
      return {
        url: `http://127.0.0.1:${port}${path}`,
        path: path.slice(1),
        digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
        revision: revisionOf(commit),
        lastUpdateTime: new Date().toISOString().replace(/\.\d+/, ''),
        size: bytes.length,
      };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
