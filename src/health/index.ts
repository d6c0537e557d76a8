/** What an object's own status says. Pure; rules are tables. */
import { groupOf, type KubeObject } from '../kube/object.ts';
import { compileCel, evaluateCel } from './expressions.ts';
import {
  apiService,
  customResourceDefinition,
  horizontalPodAutoscaler,
  namespace,
  persistentVolumeClaim,
  podDisruptionBudget,
  service,
} from './builtin/others.ts';
import { pod } from './builtin/pod.ts';
import { cronJob, daemonSet, deployment, job, replicaSet, statefulSet } from './builtin/workloads.ts';
import { byConvention } from './convention.ts';
import { conditionOf, fieldsAt, numberAt, say, wordsOf } from './status.ts';
import type { Health, HealthRule } from './types.ts';

const builtin: Readonly<Record<string, (object: KubeObject, now: number) => Health>> = {
  '/Pod': pod,
  '/PersistentVolumeClaim': persistentVolumeClaim,
  '/Service': service,
  '/Namespace': namespace,
  'apps/Deployment': deployment,
  'apps/ReplicaSet': replicaSet,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  'batch/Job': job,
  'batch/CronJob': cronJob,
  'policy/PodDisruptionBudget': podDisruptionBudget,
  'autoscaling/HorizontalPodAutoscaler': horizontalPodAutoscaler,
  'apiregistration.k8s.io/APIService': apiService,
  'apiextensions.k8s.io/CustomResourceDefinition': customResourceDefinition,
};

/** Built-in groups whose other kinds are done as soon as they are stored. */
const storedIsDone: ReadonlySet<string> = new Set([
  '',
  'apps',
  'batch',
  'policy',
  'autoscaling',
  'rbac.authorization.k8s.io',
  'networking.k8s.io',
  'storage.k8s.io',
  'scheduling.k8s.io',
  'node.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'admissionregistration.k8s.io',
  'events.k8s.io',
  'certificates.k8s.io',
  'flowcontrol.apiserver.k8s.io',
]);

export interface HealthOptions {
  /** Rules of the App, which go before every other. */
  readonly rules?: readonly HealthRule[];
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

export function health(object: KubeObject, options: HealthOptions = {}): Health {
  if (object.metadata.deletionTimestamp) return say('InProgress', 'it is being deleted');
  const group = groupOf(object.apiVersion);
  const own = options.rules?.find((rule) => rule.group === group && rule.kind === object.kind);
  if (own) return byRule(own, object);
  const lag = generationLag(object);
  if (lag) return lag;
  const rule = builtin[`${group}/${object.kind}`];
  if (rule) return rule(object, options.now ?? Date.now());
  return storedIsDone.has(group) ? say('Current') : byConvention(object);
}

/** False for kinds that are healthy as soon as they exist, so that nobody needs to read or watch them. */
export function reportsHealth(group: string, kind: string): boolean {
  return builtin[`${group}/${kind}`] !== undefined ? kind !== 'CronJob' : !storedIsDone.has(group);
}

/** A status that speaks of an earlier spec says nothing about this one (API conventions, `observedGeneration`). */
function generationLag(object: KubeObject): Health | undefined {
  const seen = numberAt(fieldsAt(object, 'status'), 'observedGeneration', -1);
  const generation = object.metadata.generation ?? 0;
  return seen >= 0 && seen < generation
    ? say('InProgress', 'its controller has not seen the latest change')
    : undefined;
}

const order = ['failed', 'suspended', 'inProgress', 'current'] as const;
const statuses = { failed: 'Failed', suspended: 'Suspended', inProgress: 'InProgress', current: 'Current' } as const;

function byRule(rule: HealthRule, object: KubeObject): Health {
  const ready = conditionOf(object, 'Ready');
  const message = ready ? wordsOf(ready) : '';
  for (const name of order) {
    const expression = rule[name];
    if (expression && evaluateCel(expression, object)) return say(statuses[name], message);
  }
  return say(rule.current ? 'InProgress' : 'Unknown', message);
}

/** Problem `InvalidSpec` names the rule and what is wrong with its expression. */
export function compileRules(rules: readonly HealthRule[]): void {
  for (const [index, rule] of rules.entries()) {
    for (const name of order) if (rule[name]) compileCel(rule[name], `spec.health[${index}].${name}`);
  }
}
