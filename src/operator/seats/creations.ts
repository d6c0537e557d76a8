import type { Creations } from '../../apply/foresee.ts';
import { groupOf, type KubeObject } from '../../kube/object.ts';

/** Rights are taken away rarely; when they are, a creation fails where it could have been foreseen. */
const keptMs = 600_000;

/** Groups of the API server itself: their schemas change with the server alone, those of definitions with every upgrade of what they are for. */
const builtIn: ReadonlySet<string> = new Set([
  '',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
]);

/** Which kinds the account of a seat may create in which namespaces, as far as the server has said so lately. `now`: ms of a monotonic clock. */
export function rememberCreations(now: () => number = () => performance.now()): Creations {
  const answeredAt = new Map<string, number>();
  const keyOf = ({ apiVersion, kind, metadata }: KubeObject): string =>
    `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}`;
  return {
    isKnown: (object) =>
      builtIn.has(groupOf(object.apiVersion)) &&
      now() - (answeredAt.get(keyOf(object)) ?? Number.NEGATIVE_INFINITY) < keptMs,
    answered: (object) => void answeredAt.set(keyOf(object), now()),
  };
}
