import { Problem } from '../../lib/errors.ts';

/** Every oddity of a kubeconfig is one sentence with the file (and the context, cluster or user in it) and what to do. */
export function invalidKubeconfig(message: string, where: string, hint: string, cause?: unknown): Problem {
  return new Problem('InvalidKubeconfig', message, { where, hint, cause });
}

/** `~/.kube/config, user "ci"`. */
export function placeOf(file: string, kind: 'cluster' | 'context' | 'user', name: string): string {
  return name === '' ? file : `${file}, ${kind} "${name}"`;
}
