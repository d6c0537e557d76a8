/** All rules for custom resources, found by group and kind. */
import type { GroupRules, KindRule } from './rule.ts';

const files: readonly GroupRules[] = [];

interface Group {
  readonly kinds: ReadonlyMap<string, KindRule>;
  readonly rest: KindRule | undefined;
}

const exact = new Map<string, Group>();
const endings: (readonly [string, Group])[] = [];

for (const { groups, rules } of files) {
  const rest = rules.find(({ kinds }) => kinds.includes('*'));
  const group = { kinds: new Map(rules.flatMap((rule) => rule.kinds.map((kind) => [kind, rule] as const))), rest };
  for (const name of groups) {
    if (name.startsWith('*.')) endings.push([name.slice(1), group]);
    else exact.set(name, group);
  }
}

const ruleIn = (group: Group | undefined, kind: string): KindRule | undefined => group?.kinds.get(kind) ?? group?.rest;

/** The rule of a kind; a group that is named goes before one that is known by its ending. */
export function ruleOf(group: string, kind: string): KindRule | undefined {
  return ruleIn(exact.get(group), kind) ?? ruleIn(endings.find(([ending]) => group.endsWith(ending))?.[1], kind);
}

/** Every rule there is, for the test that compiles them all. */
export const allRules: readonly GroupRules[] = files;
