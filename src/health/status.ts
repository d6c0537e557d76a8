/** Reading an object's status safely, whatever somebody wrote into it. */
import type { KubeObject } from '../kube/object.ts';
import type { Health, HealthStatus } from './types.ts';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** -1 when the controller does not say. */
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}

export type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = {};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : nothing);

/** The object at a path of names, or an empty one. */
export function fieldsAt(value: unknown, ...path: readonly string[]): Fields {
  let at = fieldsOf(value);
  for (const name of path) at = fieldsOf(at[name]);
  return at;
}

export const numberAt = (fields: Fields, name: string, otherwise = 0): number =>
  typeof fields[name] === 'number' ? fields[name] : otherwise;

export const textAt = (fields: Fields, name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');

export const listAt = (fields: Fields, name: string): readonly Fields[] =>
  Array.isArray(fields[name]) ? fields[name].map(fieldsOf) : [];

export const specOf = (object: KubeObject): Fields => fieldsOf(object.spec);

export const statusOf = (object: KubeObject): Fields => fieldsOf(object.status);

export function conditionFrom(fields: Fields): Condition {
  return {
    type: textAt(fields, 'type'),
    status: capital(fields.status),
    reason: textAt(fields, 'reason'),
    message: textAt(fields, 'message'),
    observedGeneration: numberAt(fields, 'observedGeneration', -1),
    lastTransitionTime: textAt(fields, 'lastTransitionTime'),
  };
}

/** Some controllers write `true`, the JSON boolean or its text, where the API conventions ask for "True". */
function capital(value: unknown): string {
  if (value === true || value === 'true') return 'True';
  if (value === false || value === 'false') return 'False';
  return typeof value === 'string' ? value : '';
}

/** In the order the controller wrote them. */
export function conditionsOf(object: KubeObject): Condition[] {
  return listAt(statusOf(object), 'conditions').map(conditionFrom);
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const found = listAt(statusOf(object), 'conditions').find((fields) => fields.type === type);
  return found && conditionFrom(found);
}

export const say = (status: HealthStatus, message = ''): Health => ({ status, message });

/** A condition for people: its message, or its reason, or at least its name and value. */
export const wordsOf = ({ type, status, reason, message }: Condition): string =>
  message.trim() || (reason ? `${type} is ${status}: ${reason}` : `${type} is ${status}`);

/**
 * A status that speaks of an earlier spec says nothing about this one (API conventions, `observedGeneration`).
 * A few controllers write the number as text.
 */
export function generationLag(object: KubeObject): Health | undefined {
  const { generation } = object.metadata;
  if (typeof generation !== 'number') return undefined;
  const seen = Number(statusOf(object).observedGeneration ?? Number.NaN);
  return seen < generation ? say('InProgress', `its controller has not seen generation ${generation} yet`) : undefined;
}

/** Whether a condition says itself that it is about an earlier spec. */
export const isStale = (object: KubeObject, { observedGeneration }: Pick<Condition, 'observedGeneration'>): boolean =>
  observedGeneration >= 0 && observedGeneration < (object.metadata?.generation ?? 0);
