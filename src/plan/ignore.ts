/** Fields that are left out of what is applied, so that tug does not own them (`spec.ignore`, and replicas an autoscaler sets). */
import { groupOf, type KubeObject } from '../kube/object.ts';

export interface IgnoreRule {
  readonly group?: string | undefined;
  readonly kind: string;
  readonly name?: string | undefined;
  /** JSON pointers. */
  readonly paths: readonly string[];
}

/**
 * Which paths of an object are ignored, whether or not its files hold them: an object that sets no replicas any more, because
 * an autoscaler does, must not take along those that an earlier apply set.
 */
export function ignoredPaths(object: KubeObject, rules: readonly IgnoreRule[], scaled: ReadonlySet<string>): string[] {
  const group = groupOf(object.apiVersion);
  const { name, namespace } = object.metadata;
  const paths = rules
    .filter((r) => r.kind === object.kind && (r.group ?? group) === group && (r.name ?? name) === name)
    .flatMap((rule) => rule.paths);
  if (scaled.has(targetKey(object.kind, namespace, name))) paths.push('/spec/replicas');
  return [...new Set(paths)];
}

/** Kinds that set the replicas of what `spec.scaleTargetRef` names. */
const autoscalers: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: 'autoscaling',
  ScaledObject: 'keda.sh',
};

/** What the autoscalers among these objects scale. */
export function scaledBy(objects: readonly KubeObject[], namespace: string): Set<string> {
  const scaled = new Set<string>();
  for (const object of objects) {
    if (autoscalers[object.kind] !== groupOf(object.apiVersion)) continue;
    const spec = object.spec as { scaleTargetRef?: { kind?: string; name?: string } } | null | undefined;
    const target = spec?.scaleTargetRef;
    // KEDA: the kind of a ScaledObject's target is Deployment when it is not said.
    if (!target?.name) continue;
    scaled.add(targetKey(target.kind ?? 'Deployment', object.metadata.namespace ?? namespace, target.name));
  }
  return scaled;
}

const targetKey = (kind: string, namespace = '', name = ''): string => `${kind}/${namespace}/${name}`;

/** A copy without the values at these JSON pointers. */
export function without(object: KubeObject, pointers: readonly string[]): KubeObject {
  let rest: unknown = object;
  for (const pointer of pointers) rest = drop(rest, pointer.split('/').slice(1).map(unescape));
  return rest as KubeObject;
}

const unescape = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

function drop(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const index = Number(first);
    if (!Number.isInteger(index)) return items;
    return rest.length === 0 ? items.toSpliced(index, 1) : items.with(index, drop(items[index], rest));
  }
  const { [first]: member, ...others } = value as Record<string, unknown>;
  return rest.length === 0 ? others : { ...value, [first]: drop(member, rest) };
}
