import { expect, test } from 'vitest';
import { cel } from '../expressions.ts';
import { order } from '../judge.ts';
import { allRules, ruleOf } from './index.ts';

const every = allRules.flatMap(({ groups, rules }) => rules.map((rule) => ({ group: groups[0] ?? '', rule })));

test.each(every)('the rule for $rule.kinds of $group compiles', ({ rule }) => {
  const names = ['idle', 'unknown', ...order.map(([name]) => name)] as const;
  const expressions = names.flatMap((name) => rule[name] ?? []);
  expect(expressions.map((text) => cel().compile(text, 'bool').source)).toEqual(expressions);
  expect(rule.message && cel().compile(rule.message, 'string').source).toBe(rule.message);
});

test('no group is claimed by two files and no kind by two rules of one', () => {
  const groups = allRules.flatMap((file) => file.groups);
  expect(groups.filter((group, i) => groups.indexOf(group) !== i)).toEqual([]);
  for (const { rules } of allRules) {
    const kinds = rules.flatMap((rule) => rule.kinds);
    expect(kinds.filter((kind, i) => kinds.indexOf(kind) !== i)).toEqual([]);
  }
});

test('a rule is found by its group, by the ending of its group, and by the wildcard for kinds', () => {
  expect(ruleOf('cert-manager.io', 'Certificate')?.kinds).toEqual(['Certificate']);
  expect(ruleOf('rds.aws.crossplane.io', 'DBCluster')?.kinds).toEqual(['*']);
  expect(ruleOf('kustomize.toolkit.fluxcd.io', 'Kustomization')?.kinds).toEqual(['*']);
  expect(ruleOf('example.dev', 'Thing')).toBeUndefined();
});
