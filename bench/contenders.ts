import type { Bench } from './lib/bench.ts';
import type { Command } from './lib/usage.ts';

/** The ways to bring the same content into a namespace. */
export interface Contender {
  readonly name: string;
  readonly command: (content: Content, namespace: string, kubeconfig: string) => Command;
}

export interface Content {
  readonly plain: string;
  readonly chart: string;
}

/** None waits for health: how long that takes is the cluster's matter, and kubectl cannot. */
export async function contenders({ tug, kubectl, helm, env }: Bench): Promise<Contender[]> {
  const helmProgram = await helm();
  return [
    {
      name: 'tug push',
      command: ({ plain }, namespace, kubeconfig) => ({
        program: tug.program,
        args: [...tug.args, 'push', plain, '--release', 'bench', '-n', namespace, '--no-wait', '--yes', '-o', 'json'],
        env: { ...env, KUBECONFIG: kubeconfig },
      }),
    },
    {
      name: 'kubectl apply',
      command: ({ plain }, namespace, kubeconfig) => ({
        program: kubectl,
        args: ['apply', '-f', plain, '-n', namespace, '--kubeconfig', kubeconfig],
        env,
      }),
    },
    {
      name: 'kubectl apply --server-side',
      command: ({ plain }, namespace, kubeconfig) => ({
        program: kubectl,
        args: ['apply', '--server-side', '-f', plain, '-n', namespace, '--kubeconfig', kubeconfig],
        env,
      }),
    },
    {
      name: 'helm upgrade --install',
      command: ({ chart }, namespace, kubeconfig) => ({
        program: helmProgram,
        args: ['upgrade', '--install', 'bench', chart, '-n', namespace, '--kubeconfig', kubeconfig],
        env,
      }),
    },
  ];
}
