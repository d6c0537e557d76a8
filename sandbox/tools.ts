import { join } from 'node:path';
import { assets } from './assets.ts';
import { buildGo } from '../src/lib/go.ts';

/** The programs a sandbox runs, each built from the module of its name under modules/. */

export const kubernetesVersion = 'v1.36.3';

export interface Tools {
  readonly etcd: string;
  readonly 'kube-apiserver': string;
  readonly 'kube-controller-manager': string;
  readonly 'kube-scheduler': string;
  readonly kwok: string;
  readonly kubectl: string;
  readonly pki: string;
}

const [, major, minor] = /^v(\d+)\.(\d+)/.exec(kubernetesVersion) ?? [];
const stamped = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
  `-X ${path}.gitVersion=${kubernetesVersion}`,
  `-X ${path}.gitMajor=${major}`,
  `-X ${path}.gitMinor=${minor}`,
]);

type Programs = Partial<Record<keyof Tools, string>>;

/** Small ones first, so that what is wrong with the Go installation shows at once. */
const modules: readonly { name: string; programs: Programs; ldflags: string }[] = [
  { name: 'pki', programs: { pki: '.' }, ldflags: '-s -w' },
  { name: 'etcd', programs: { etcd: 'go.etcd.io/etcd/server/v3' }, ldflags: '-s -w' },
  {
    name: 'kubernetes',
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
      kubectl: 'k8s.io/kubernetes/cmd/kubectl',
    },
    ldflags: ['-s -w', ...stamped].join(' '),
  },
  { name: 'kwok', programs: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' }, ldflags: '-s -w' },
];

export interface BuildOptions {
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Builds what is not in the cache yet. One module after the other: two at once take as long and need twice the memory. */
export async function buildTools(options: BuildOptions): Promise<Tools> {
  const paths: Partial<Record<keyof Tools, string>> = {};
  for (const { name, programs, ldflags } of modules) {
    const source = join(assets(), 'modules', name);
    const directory = await buildGo({ name, directory: source, programs, ldflags, cache: 'sandbox', ...options });
    for (const program of Object.keys(programs) as (keyof Tools)[]) paths[program] = join(directory, program);
  }
  return paths as Tools;
}
