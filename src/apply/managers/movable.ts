import type { ManagedFieldsEntry } from '../../kube/object.ts';

/**
 * How a manager's fields are taken over when an object is adopted.
 * - `whole`: its entry is what a file said. All of it becomes ours, so that what our files do not say goes, as it would with the tool itself.
 * - `overlap`: changes by hand. Only what our files say too is taken from it, so that a later removal there is one; the rest is a foreign addition and stays.
 */
export type Manner = 'whole' | 'overlap';

const tools: ReadonlySet<string> = new Set([
  'before-first-apply', // what the API server calls everything older than the first server-side apply
  'kubectl-client-side-apply',
  'kubectl-last-applied',
  'kubectl-create',
  'kubectl-replace',
  'kubectl-run',
  'kubectl-expose',
  'kubectl-autoscale',
  'helm',
  'Helm',
  'helm-controller',
  'kustomize-controller',
  'argocd-controller',
  'argocd-application-controller',
  'kapp',
  'kapp-server',
  'kluctl',
  'Terraform',
  'HashiCorp',
  'pulumi-kubernetes',
]);

/** Interactive tools: a terminal or a web page with a person in front of it. */
const byHand = /^(?:kubectl|oc|k9s|Mozilla|node-fetch|Lens|OpenLens|Headlamp|dashboard)(?:-|$)/;

/** Undefined for controllers and for everybody else whose fields are none of our business. */
export function mannerOf(entry: ManagedFieldsEntry): Manner | undefined {
  const { manager = '', operation, subresource } = entry;
  if (subresource === 'status') return undefined;
  if (!subresource && (tools.has(manager) || isServerSideKubectl(manager, operation))) return 'whole';
  return byHand.test(manager) ? 'overlap' : undefined;
}

/** `kubectl apply --server-side`. With `Update` the same name is `kubectl scale`, by hand. */
function isServerSideKubectl(manager: string, operation: ManagedFieldsEntry['operation']): boolean {
  return manager === 'kubectl' && operation === 'Apply';
}
