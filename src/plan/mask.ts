/** Values of Secrets never leave a plan: neither the value, nor its length, nor a digest of it. */
import type { KubeObject } from '../kube/object.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const hidden = '(secret)';

export function isSecret(object: KubeObject): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1';
}

/** What may be shown of a change of a Secret; false when all of it may. */
export function masked(path: string, from: unknown, to: unknown): { from?: unknown; to?: unknown } | false {
  const open = !/^\/(data|stringData)(\/|$)/.test(path) && !path.includes(lastApplied.replace('/', '~1')) && path !== '/metadata/annotations';
  if (open) return false;
  return {
    ...(from === undefined ? {} : { from: hidden }),
    ...(to === undefined ? {} : { to: from === undefined ? hidden : '(secret, changed)' }),
  };
}
