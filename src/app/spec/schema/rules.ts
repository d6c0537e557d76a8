/**
 * Rules of the schema in two languages, side by side: a predicate that zod runs, and CEL that the API server runs (KEP-2876), with one
 * message. They must agree: the predicate sees defaults, CEL sees the object as it was written.
 */
import type { z } from 'zod';

/** As `x-kubernetes-validations` holds it. */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
  /** Such as `.spec.dependsOn`, relative to the schema that carries the rule. */
  readonly fieldPath?: string;
}

export interface Rule<T> {
  readonly holds: (value: T) => boolean;
  /** `self` is the value. What it walks needs a bound, or the API server finds the rule too expensive. */
  readonly cel: string;
  /** Reads on after the name of the field: `takes one of …`. */
  readonly message: string;
  /** Where inside the value the fault is. */
  readonly path?: readonly string[];
}

/** The schema with one rule more. */
export function withRule<T extends z.ZodType>(schema: T, { holds, cel, message, path = [] }: Rule<z.output<T>>): T {
  const fieldPath = path.length > 0 ? { fieldPath: `.${path.join('.')}` } : {};
  return withCel(schema.refine(holds, { message, path: [...path] }), { rule: cel, message, ...fieldPath });
}

/** For what zod checks already, by a pattern. */
export function withCel<T extends z.ZodType>(schema: T, rule: CelRule): T {
  return schema.meta({ cel: [...celRulesOf(schema.meta() ?? {}), rule] });
}

/** The rules that a schema, or the JSON schema made of it, carries. */
export function celRulesOf(node: Readonly<Record<string, unknown>>): readonly CelRule[] {
  return (node['cel'] as readonly CelRule[] | undefined) ?? [];
}

/** Text as a CEL literal. */
export const celText = (text: string): string => JSON.stringify(text);
