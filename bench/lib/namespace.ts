import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { KubeObject } from '../../src/kube/object.ts';
import type { Bench } from './bench.ts';

let made = 0;

/** A fresh namespace. None is deleted before the sandbox goes: deleting thousands of objects would disturb what is measured next. */
export async function createNamespace({ kubectl, kubeconfig, env }: Bench): Promise<string> {
  const name = `bench-${process.pid}-${++made}`;
  await promisify(execFile)(kubectl, ['create', 'namespace', name, '--kubeconfig', kubeconfig], { env });
  return name;
}

/** Waits until the controllers have seen every Deployment, so that the next command finds an App that is done. */
export async function settled({ kubectl, kubeconfig, env }: Bench, namespace: string): Promise<void> {
  const args = ['get', 'deployments', '-n', namespace, '-o', 'json', '--kubeconfig', kubeconfig];
  for (let attempt = 0; attempt < 120; attempt++) {
    const { stdout } = await promisify(execFile)(kubectl, args, { env, maxBuffer: 256 * 2 ** 20 });
    const { items } = JSON.parse(stdout) as { items: (KubeObject & { status?: { observedGeneration?: number } })[] };
    if (items.every(({ metadata, status }) => status?.observedGeneration === metadata.generation)) return;
    await pause(1_000);
  }
  throw new Error(`the Deployments of ${namespace} were not observed`);
}
