/** Judging one object by a rule that is data. */
import type { KubeObject } from '../kube/object.ts';
import type { CelScope } from '../lib/cel.ts';
import { byConvention } from './convention.ts';
import { explain } from './explain.ts';
import { cel, scopeOf } from './expressions.ts';
import type { KindRule } from './rules/rule.ts';
import { generationLag, say, statusOf } from './status.ts';
import type { Health, HealthRule, HealthStatus } from './types.ts';

/** What is asked first decides. */
export const order = [
  ['failed', 'Failed'],
  ['suspended', 'Suspended'],
  ['inProgress', 'InProgress'],
  ['current', 'Current'],
] as const satisfies readonly (readonly [keyof KindRule & keyof HealthRule, HealthStatus])[];

/** What only rules of ours may ask, before the rest. */
const ourOrder = [['idle', 'Current'], ['unknown', 'Unknown'], ...order] as const;

/** What the spec alone can answer, while there is no status, or an old one. */
const early = [
  ['idle', 'Current'],
  ['suspended', 'Suspended'],
] as const;

type Verdict = Health | undefined;

/** By a rule of ours. */
export function byKindRule(rule: KindRule, object: KubeObject): Health {
  if (rule.always) return say(rule.always);
  const scope = scopeOf(object);
  // Whoever paused an object stopped its controller as well: do not wait for it to look.
  const fromSpec = (): Verdict => verdictOf(early, rule, object, scope);
  if (Object.keys(statusOf(object)).length === 0) {
    const blank = (object.status ? rule.empty : undefined) ?? rule.blank ?? 'InProgress';
    return fromSpec() ?? say(blank, blank === 'Current' ? '' : 'its controller has not reported on it yet');
  }
  const lag = rule.ignoresGeneration ? undefined : generationLag(object);
  if (lag) return fromSpec() ?? lag;
  return verdictOf(ourOrder, rule, object, scope) ?? otherwise(rule, object);
}

function otherwise(rule: KindRule, object: KubeObject): Health {
  const status = rule.otherwise ?? (rule.current ? 'InProgress' : 'convention');
  return status === 'convention' ? byConvention(object) : say(status, explain(object, status));
}

/** By a rule of the App; undefined when it leaves the object to the rules that come with tug. */
export function byUserRule(rule: HealthRule, object: KubeObject): Verdict {
  const scope = scopeOf(object);
  const lag = generationLag(object);
  if (lag) return verdictOf([['suspended', 'Suspended']], rule, object, scope) ?? lag;
  const verdict = verdictOf(order, rule, object, scope);
  return verdict ?? (rule.current ? say('InProgress', explain(object, 'InProgress')) : undefined);
}

function verdictOf(
  names: readonly (typeof ourOrder)[number][],
  rule: Omit<KindRule, 'kinds'> | HealthRule,
  object: KubeObject,
  scope: CelScope,
): Verdict {
  for (const [name, status] of names) {
    const expression = (rule as KindRule)[name];
    if (!expression) continue;
    const result = cel().compile(expression, 'bool').evaluate(scope);
    if (result.ok && result.value === true) return say(status, messageOf(rule, object, status, scope));
    // A field that is missing is a status that is not written yet. Anything else is a rule that does not fit: its author
    // must hear of it, where our own rules rather leave an object in an odd shape to what else they know.
    if (!result.ok && result.kind === 'error' && 'group' in rule) {
      return say('Unknown', `the health rule \`${name}: ${expression}\` cannot be evaluated: ${result.message}`);
    }
  }
  return undefined;
}

function messageOf(
  rule: Omit<KindRule, 'kinds'> | HealthRule,
  object: KubeObject,
  status: HealthStatus,
  scope: CelScope,
): string {
  if ('message' in rule && rule.message) {
    const result = cel().compile(rule.message, 'string').evaluate(scope);
    if (result.ok && typeof result.value === 'string' && result.value) return result.value;
  }
  return explain(object, status);
}
