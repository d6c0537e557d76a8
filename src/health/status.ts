/** Reading an object's status safely, whatever somebody wrote into it. */
import type { KubeObject } from '../kube/object.ts';
import type { Health, HealthStatus } from './types.ts';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsAt = (value: unknown, ...path: string[]): Fields => {
  let at: unknown = value;
  for (const name of path) at = isFields(at) ? at[name] : undefined;
  return isFields(at) ? at : {};
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const numberAt = (fields: Fields, name: string, otherwise = 0): number =>
  typeof fields[name] === 'number' ? fields[name] : otherwise;

export const textAt = (fields: Fields, name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');

export function conditionsOf(object: KubeObject): Condition[] {
  const list = fieldsAt(object, 'status').conditions;
  if (!Array.isArray(list)) return [];
  return list
    .filter(isFields)
    .map((c) => ({
      type: textAt(c, 'type'),
      status: textAt(c, 'status'),
      reason: textAt(c, 'reason'),
      message: textAt(c, 'message'),
    }));
}

export const conditionOf = (object: KubeObject, type: string): Condition | undefined =>
  conditionsOf(object).find((c) => c.type === type);

export const say = (status: HealthStatus, message = ''): Health => ({ status, message });

export const wordsOf = ({ type, reason, message }: Condition): string => message || reason || type;
