import { existsSync, readFileSync } from 'node:fs';
import { withoutFile } from './select.ts';
import type { Selection } from './types.ts';

const mounted = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The ServiceAccount of the pod this process runs in; undefined outside a cluster. The token file is rotated by the kubelet. */
export function inClusterSelection(env: NodeJS.ProcessEnv, directory: string = mounted): Selection | undefined {
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT || '443';
  if (!host || !existsSync(`${directory}/token`)) return undefined;
  const base = withoutFile(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
  const file = directory;
  return {
    context: 'in-cluster',
    namespace: namespaceOf(`${directory}/namespace`),
    cluster: { name: '', file, value: { ...base.cluster.value, certificateAuthority: `${directory}/ca.crt` } },
    user: { name: '', file, value: { ...base.user.value, tokenFile: `${directory}/token` } },
  };
}

function namespaceOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim() || 'default';
  } catch {
    return 'default';
  }
}
