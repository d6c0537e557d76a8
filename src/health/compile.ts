import { CelProblem } from '../lib/cel.ts';
import { Problem } from '../lib/errors.ts';
import { cel } from './expressions.ts';
import { order } from './judge.ts';
import type { HealthRule } from './types.ts';

/** Checks an App's own rules. Problem `InvalidSpec` names the field, and the line and column inside the expression. */
export function compileRules(rules: readonly HealthRule[]): void {
  for (const [index, rule] of rules.entries()) {
    for (const [name] of order) {
      const expression = rule[name];
      if (expression !== undefined) check(expression, `spec.health[${index}].${name}`);
    }
    if (!order.some(([name]) => rule[name] !== undefined)) {
      throw new Problem('InvalidSpec', `the health rule of ${rule.kind} has no expression`, {
        where: `spec.health[${index}]`,
        hint: 'give it at least one of failed, suspended, inProgress and current',
      });
    }
  }
}

function check(expression: string, field: string): void {
  try {
    cel().compile(expression, 'bool');
  } catch (error) {
    if (!(error instanceof CelProblem)) throw error;
    const { line, column } = error.position;
    throw new Problem('InvalidSpec', `the expression cannot be used: ${error.message}`, {
      where: `${field}, line ${line}, column ${column}`,
      hint: 'docs/health.md says what expressions can do',
      cause: error,
    });
  }
}
