import type { ApiError } from '../../kube/index.ts';
import { type KubeObject, refKey, refText } from '../../kube/object.ts';
import type { Foresight } from './context.ts';

interface Needed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

type Reading = (error: ApiError, object: KubeObject) => Needed | undefined;

const match = (pattern: RegExp, error: ApiError): readonly string[] => pattern.exec(error.message) ?? [];

/** Admission and authorisation look for other objects. A dry run of all of them at once does not exist, so those that come with the plan are missed. */
const readings: readonly Reading[] = [
  ({ status, details }) =>
    status === 404 && details?.kind === 'namespaces'
      ? { apiVersion: 'v1', kind: 'Namespace', name: details.name ?? '' }
      : undefined,
  (error) => {
    const [, namespace, name] = match(/error looking up service account ([^/\s]+)\/([^:\s]+):/, error);
    return name === undefined ? undefined : { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name };
  },
  ({ status, details }, object) => {
    const kind = details?.kind === 'roles' ? 'Role' : details?.kind === 'clusterroles' ? 'ClusterRole' : undefined;
    if (status !== 404 || !kind) return undefined;
    const namespace = kind === 'Role' ? object.metadata.namespace : undefined;
    return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, namespace, name: details?.name ?? '' };
  },
  (error) => {
    const [, name] = match(/no PriorityClass with name (\S+) was found/, error);
    return name === undefined ? undefined : { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', name };
  },
  (error) => {
    const [, name] = match(/RuntimeClass "?([^"\s]+)"? not found/, error);
    return name === undefined ? undefined : { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', name };
  },
];

/** What the server missed and the plan brings, in words; undefined when the refusal is about something else. */
export function arrivesWithPlan(foresight: Foresight, object: KubeObject, error: ApiError): string | undefined {
  for (const read of readings) {
    const needed = read(error, object);
    if (needed && foresight.keys.has(refKey(needed))) return refText(needed);
  }
  const [, webhook] = match(/failed calling webhook "([^"]+)"/, error);
  return webhook !== undefined && foresight.desired.some((one) => hasWebhook(one.object, webhook))
    ? `webhook ${webhook}`
    : undefined;
}

function hasWebhook(object: KubeObject, name: string): boolean {
  const { webhooks } = object as { webhooks?: unknown };
  return (
    object.kind.endsWith('WebhookConfiguration') &&
    Array.isArray(webhooks) &&
    webhooks.some((hook: { name?: string }) => hook.name === name)
  );
}
