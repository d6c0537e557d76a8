/** Rules written by users: CEL over an object's top-level fields. */
import { CelProblem, celScope, createCel, type Cel } from '../lib/cel.ts';
import { Problem } from '../lib/errors.ts';
import type { KubeObject } from '../kube/object.ts';

let cel: Cel | undefined;

/** Whether an expression holds; an expression that reads what is not there yet does not. */
export function evaluateCel(source: string, object: KubeObject): boolean {
  cel ??= createCel();
  const result = cel.compile(source, 'bool').evaluate(celScope(object));
  return result.ok && result.value === true;
}

/** Problem `InvalidSpec` says what is wrong and where in the expression. */
export function compileCel(source: string, field: string): void {
  cel ??= createCel();
  try {
    cel.compile(source, 'bool');
  } catch (error) {
    if (!(error instanceof CelProblem)) throw error;
    throw new Problem('InvalidSpec', error.message, { where: `${field}, ${error.where ?? ''}`, cause: error });
  }
}
