/** Values of Secrets never leave a plan: neither the value, nor its length, nor a digest of it. */
import type { KubeObject } from '../kube/object.ts';

interface Values {
  readonly from?: unknown;
  readonly to?: unknown;
}

const hidden = '(secret)';
const changed = '(secret, changed)';

/** `kubectl apply` keeps a copy of the whole Secret in an annotation. */
const lastApplied = '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration';
const mayHold = (path: string): boolean =>
  /^\/(?:data|stringData)(?:\/|$)/.test(path) ||
  path === lastApplied ||
  path === '/metadata/annotations' ||
  path === '/metadata';

/** What may be shown of one change. */
export function masked(object: KubeObject, path: string, { from, to }: Values): Values {
  const isSecret = object.kind === 'Secret' && object.apiVersion === 'v1';
  if (!isSecret || !mayHold(path)) return { from, to };
  return {
    ...(from === undefined ? {} : { from: hidden }),
    ...(to === undefined ? {} : { to: from === undefined ? hidden : changed }),
  };
}
