import type { Facets, Schema } from './schema.ts';

/** Whether a value that is no null has the type its schema asks for. Pure; nothing here returns the value itself, which may be secret. */

/** What the value should be, in words; undefined when it is that. */
export function wrongType(facets: Facets, value: unknown): string | undefined {
  if (facets.some(isIntOrString)) {
    return isInteger(value) || typeof value === 'string' ? undefined : 'an integer or a string';
  }
  for (const facet of facets) {
    if (facet.type !== undefined && !hasType(facet.type, value)) return article(facet.type);
    const choices = facet.type === undefined ? (facet.oneOf ?? facet.anyOf ?? []) : [];
    const types = choices.map((choice) => choice.type);
    if (types.length === 0 || types.includes(undefined)) continue;
    if (!types.some((type) => hasType(type ?? '', value))) return types.map((type) => article(type ?? '')).join(' or ');
  }
  return undefined;
}

export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number';
  return typeof value === 'bigint' ? 'an integer' : `a ${typeof value}`;
}

export function isIntOrString(facet: Schema): boolean {
  return facet['x-kubernetes-int-or-string'] === true || facet.format === 'int-or-string';
}

function isInteger(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return isInteger(value);
  if (type === 'number') return typeof value === 'number' || typeof value === 'bigint';
  return typeof value === type;
}

const articles: Record<string, string> = { object: 'a map', array: 'a list', integer: 'an integer' };

function article(type: string): string {
  return articles[type] ?? `a ${type}`;
}
