/** Fields that are left out of what is applied, so that tug does not own them (`spec.ignore`, and replicas an autoscaler sets). */
import { groupOf, type KubeObject } from '../kube/object.ts';

export interface IgnoreRule {
  readonly group?: string | undefined;
  readonly kind: string;
  readonly name?: string | undefined;
  /** JSON pointers. */
  readonly paths: readonly string[];
}

export function ignoredPaths(object: KubeObject, rules: readonly IgnoreRule[], all: readonly KubeObject[], namespace: string): string[] {
  const group = groupOf(object.apiVersion);
  const asked = rules
    .filter((rule) => rule.kind === object.kind && (rule.group ?? group) === group && (rule.name ?? object.metadata.name) === object.metadata.name)
    .flatMap((rule) => rule.paths);
  const scaled = all.some((other) => scales(other, object, namespace)) ? ['/spec/replicas'] : [];
  return [...new Set([...asked, ...scaled])].filter((path) => hasPath(object, path.split('/').slice(1).map(unescape)));
}

/** Kinds that set the replicas of what `spec.scaleTargetRef` names. */
const autoscalers: ReadonlySet<string> = new Set(['HorizontalPodAutoscaler', 'ScaledObject']);

function scales(scaler: KubeObject, object: KubeObject, namespace: string): boolean {
  if (!autoscalers.has(scaler.kind)) return false;
  const target = (scaler.spec as { scaleTargetRef?: { kind?: string; name?: string } } | undefined)?.scaleTargetRef;
  if (target?.name !== object.metadata.name) return false;
  // KEDA: the kind of a ScaledObject's target is Deployment when it is not said.
  if ((target?.kind ?? 'Deployment') !== object.kind) return false;
  return (scaler.metadata.namespace ?? namespace) === (object.metadata.namespace ?? namespace);
}

const unescape = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

function hasPath(value: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return false;
  return hasPath((value as Record<string, unknown>)[first], rest);
}

/** A copy without the values at these JSON pointers. */
export function without(object: KubeObject, pointers: readonly string[]): KubeObject {
  return pointers.reduce((rest, pointer) => drop(rest, pointer.split('/').slice(1).map(unescape)) as KubeObject, object);
}

function drop(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const index = Number(first);
    return rest.length === 0 ? value.toSpliced(index, 1) : value.map((item, i) => (i === index ? drop(item, rest) : item));
  }
  const { [first]: member, ...others } = value as Record<string, unknown>;
  if (rest.length === 0 || member === undefined) return others;
  return { ...value, [first]: drop(member, rest) };
}
