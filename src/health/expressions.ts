/** CEL as health rules speak it: the object's top-level fields, `object` itself, and functions that forgive what is missing. */
import { celRaw } from '../lib/cel-view.ts';
import { type Cel, type CelScope, celScope, createCel } from '../lib/cel.ts';
import type { KubeObject } from '../kube/object.ts';
import {
  conditionFrom,
  conditionOf,
  conditionsOf,
  type Fields,
  fieldsOf,
  generationLag,
  isStale,
  listAt,
} from './status.ts';
import { meaningOf } from './words.ts';

let shared: Cel | undefined;

/** Made on first use: a process that judges built-in kinds only never pays for it. */
export function cel(): Cel {
  shared ??= createCel({
    'condition(dyn, string): dyn': (object, type) => conditionView(objectOf(object), String(type)),
    'is(dyn, string): bool': (object, type) => hasCondition(objectOf(object), [type], 'True'),
    'isNot(dyn, string): bool': (object, type) => hasCondition(objectOf(object), [type], 'False'),
    'anyIs(dyn, list<string>): bool': (object, types) => hasCondition(objectOf(object), types, 'True'),
    'anyIsNot(dyn, list<string>): bool': (object, types) => hasCondition(objectOf(object), types, 'False'),
    'generationLags(dyn): bool': (object) => generationLag(objectOf(object)) !== undefined,
    'text(dyn, string): string': (object, path) => textOf(at(celRaw(object), String(path))),
    'number(dyn, string): double': (object, path) => numberOf(at(celRaw(object), String(path)), 0),
    'number(dyn, string, dyn): double': (object, path, otherwise) =>
      numberOf(at(celRaw(object), String(path)), Number(otherwise)),
    'flag(dyn, string): bool': (object, path) => String(at(celRaw(object), String(path))) === 'true',
    'present(dyn, string): bool': (object, path) => isPresent(at(celRaw(object), String(path))),
    'nested(dyn, string): list<dyn>': (object, path) => nestedConditions(objectOf(object), String(path)),
    'sum(dyn, string, string): double': (object, path, field) =>
      total(asList(at(celRaw(object), String(path))).map((item) => numberOf(at(item, String(field)), 0))),
    'share(dyn, string, string): double': (object, path, whole) =>
      shareOf(at(celRaw(object), String(path)), numberOf(at(celRaw(object), String(whole)), 0)),
    'list(dyn, string): list<dyn>': (object, path) => asList(at(object, String(path))),
    'meaning(dyn): string': (word) => (typeof word === 'string' ? (meaningOf(word) ?? '') : ''),
  });
  return shared;
}

/** `spec`, `status` and `metadata` are there even when the object lacks them, so that `has(status.x)` never fails. */
export function scopeOf(object: KubeObject): CelScope {
  const { spec, status, metadata, ...rest } = object;
  return celScope({ ...rest, object, spec: spec ?? {}, status: status ?? {}, metadata: metadata ?? {} });
}

const objectOf = (view: unknown): KubeObject => fieldsOf(celRaw(view)) as unknown as KubeObject;

/** Empty texts where there is no such condition, so that `condition(object, 'Ready').reason` needs no `has`. */
function conditionView(object: KubeObject, type: string): Fields {
  const found = conditionOf(object, type);
  if (!found) return { type, status: '', reason: '', message: '', observedGeneration: -1n };
  return { ...found, observedGeneration: BigInt(Math.trunc(found.observedGeneration)) };
}

/** A condition that speaks of an earlier spec counts as neither. */
function hasCondition(object: KubeObject, types: unknown, status: string): boolean {
  const wanted: readonly unknown[] = Array.isArray(types) ? types : [];
  return conditionsOf(object).some(
    (condition) => condition.status === status && wanted.includes(condition.type) && !isStale(object, condition),
  );
}

/** `status.phase` of an object, undefined as soon as a step of the path is missing. */
function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Fields)[name];
  }
  return found;
}

/** The conditions inside each item of a list (`status.parents`, `status.listeners`), with whether they are out of date. */
function nestedConditions(object: KubeObject, path: string): Fields[] {
  return asList(at(object, path))
    .flatMap((item) => listAt(fieldsOf(item), 'conditions'))
    .map((fields) => {
      const { observedGeneration, ...condition } = conditionFrom(fields);
      return { ...condition, stale: isStale(object, { observedGeneration }) };
    });
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const numberOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

function total(numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}

/** A Kubernetes IntOrString: a number, or a percentage of a whole, rounded up. */
function shareOf(value: unknown, whole: number): number {
  const text = textOf(value);
  return text.endsWith('%') ? Math.ceil((Number.parseFloat(text) * whole) / 100) : Number(text) || 0;
}

function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** A list as it is; the values of an object that some controllers write where others write a list. */
function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
