/** What an object's own status says. Pure; the rules for custom resources are data. */
import { groupOf, type KubeObject } from '../kube/object.ts';
import { builtin } from './builtin/index.ts';
import { byConvention } from './convention.ts';
import { byKindRule, byUserRule } from './judge.ts';
import { isServedByKubernetes } from './reports.ts';
import { ruleOf } from './rules/index.ts';
import { generationLag, say } from './status.ts';
import type { Health, HealthRule } from './types.ts';

export { compileRules } from './compile.ts';
export { reportsHealth } from './reports.ts';

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
  return (own && byUserRule(own, object)) ?? byOurRules(object, group, options.now ?? Date.now());
}

function byOurRules(object: KubeObject, group: string, now: number): Health {
  const judge = builtin.get(`${group}/${object.kind}`);
  if (judge) return generationLag(object) ?? judge(object, now);
  if (isServedByKubernetes(group)) return say('Current');
  const rule = ruleOf(group, object.kind);
  return rule ? byKindRule(rule, object) : byConvention(object);
}
