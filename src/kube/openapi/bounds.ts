import type { Schema } from './schema.ts';
import { isIntOrString } from './values.ts';

/** Bounds and formats that the server enforces and that can be told without its code. Patterns are left to it: they are RE2, not JavaScript's. */

export interface Bound {
  readonly reason: 'Enum' | 'Bound' | 'Format';
  readonly message: string;
}

/** Built-in kinds take an empty text for one that is not set, whatever its enum. */
export function outOfBounds(facet: Schema, value: unknown, builtIn: boolean): Bound | undefined {
  if (builtIn && value === '') return undefined;
  if (
    facet.enum &&
    !facet.enum.some(
      (choice) => choice === value || (typeof value === 'object' && JSON.stringify(choice) === JSON.stringify(value)),
    )
  ) {
    return {
      reason: 'Enum',
      message: `must be one of ${facet.enum.map((choice) => JSON.stringify(choice)).join(', ')}`,
    };
  }
  if (typeof value === 'number') return numeric(facet, value);
  if (typeof value === 'string') return text(facet, value);
  if (Array.isArray(value)) return size(value.length, facet.minItems, facet.maxItems, 'item');
  return undefined;
}

const int32 = 2 ** 31;

function numeric(facet: Schema, value: number): Bound | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = facet;
  if ((facet.format === 'int32' || isIntOrString(facet)) && (value >= int32 || value < -int32)) {
    return { reason: 'Bound', message: 'does not fit into 32 bits' };
  }
  if (minimum !== undefined && (value < minimum || (exclusiveMinimum && value === minimum))) {
    return { reason: 'Bound', message: `must be ${exclusiveMinimum ? 'more than' : 'at least'} ${minimum}` };
  }
  if (maximum !== undefined && (value > maximum || (exclusiveMaximum && value === maximum))) {
    return { reason: 'Bound', message: `must be ${exclusiveMaximum ? 'less than' : 'at most'} ${maximum}` };
  }
  return undefined;
}

/** Go's decoder accepts line breaks inside base64 and nothing else. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function text(facet: Schema, value: string): Bound | undefined {
  if (facet.format === 'byte' && !base64.test(value.replaceAll(/[\r\n]/g, ''))) {
    return { reason: 'Format', message: 'is not valid base64' };
  }
  if (facet.format === 'date-time' && !time.test(value)) {
    return { reason: 'Format', message: 'is not a time like 2006-01-02T15:04:05Z' };
  }
  if (facet.minLength === undefined && facet.maxLength === undefined) return undefined;
  return size(codePoints(value), facet.minLength, facet.maxLength, 'character');
}

function size(length: number, least: number | undefined, most: number | undefined, unit: string): Bound | undefined {
  const plural = (count: number): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (least !== undefined && length < least) return { reason: 'Bound', message: `must have at least ${plural(least)}` };
  if (most !== undefined && length > most) return { reason: 'Bound', message: `must have at most ${plural(most)}` };
  return undefined;
}

/** What JSON Schema calls length. */
function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}
