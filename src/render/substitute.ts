import { type KubeObject, refOf, refText } from '../kube/object.ts';
import { Problem } from '../lib/errors.ts';
import { InexactNumber, resolveScalar } from '../lib/yaml/scalar.ts';
import { BadExpression, expand, UnsetVariable, type Variables } from './substitute/expand.ts';
import type { RenderedObject } from './types.ts';

export interface SubstituteOptions {
  /** A bare `${name}` that is not set is a Problem; otherwise it becomes empty, as Flux has it unless told. */
  readonly strict?: boolean;
}

/** An object that carries one of these as label or annotation, with the value `disabled`, is left as it is. */
const switches = ['kustomize.toolkit.fluxcd.io/substitute', 'tug.dev/substitute'];

/** Fields under which everything is text: what is put in there stays text even when it looks like a number. */
const textFields = new Set([
  'labels',
  'annotations',
  'matchLabels',
  'nodeSelector',
  'data',
  'stringData',
  'env',
  'args',
  'command',
]);

/**
 * Puts variables in place of `${…}` in every text of the objects, keys included. A value is a scalar and never becomes
 * structure. Where a text is one expression and nothing else, as in `replicas: ${N}`, the result is read as YAML would read it.
 */
export function substitute(
  objects: readonly RenderedObject[],
  variables: Variables,
  { strict = true }: SubstituteOptions = {},
): RenderedObject[] {
  return objects.map((rendered) => {
    const { object, origin } = rendered;
    if (isSwitchedOff(object)) return rendered;
    try {
      return { object: replaceIn(object, (text) => expand(text, variables, strict), false) as KubeObject, origin };
    } catch (error) {
      throw problemFrom(error, rendered);
    }
  });
}

function isSwitchedOff({ metadata }: KubeObject): boolean {
  return switches.some((name) => metadata.labels?.[name] === 'disabled' || metadata.annotations?.[name] === 'disabled');
}

function replaceIn(value: unknown, replace: (text: string) => string, asText: boolean): unknown {
  if (typeof value === 'string') return value.includes('$') ? scalar(value, replace(value), asText) : value;
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, replace, asText));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [
    key.includes('$') ? replace(key) : key,
    replaceIn(member, replace, asText || textFields.has(key)),
  ]);
  return Object.fromEntries(members);
}

function scalar(before: string, after: string, asText: boolean): unknown {
  if (asText || !/^\$\{.*\}$/.test(before)) return after;
  try {
    return resolveScalar(after);
  } catch (error) {
    if (error instanceof InexactNumber) return after;
    throw error;
  }
}

function problemFrom(error: unknown, { object, origin }: RenderedObject): unknown {
  const where = origin.line === undefined ? origin.file : `${origin.file}:${origin.line}`;
  const owner = refText(refOf(object));
  if (error instanceof UnsetVariable) {
    const name = error.message;
    return new Problem('InvalidInput', `the variable ${name} is used in ${owner} and not set`, {
      where,
      hint: `set it, give a default (\${${name}:=…}), or write $\${${name}} where it is meant for a shell`,
    });
  }
  if (!(error instanceof BadExpression)) return error;
  return new Problem('InvalidInput', `bad substitution in ${owner}: ${error.message}`, {
    where,
    hint: 'write $${ to keep a "${" as it is',
  });
}
