import { celRulesOf } from '../../src/app/spec/schema/rules.ts';
import type { JsonSchema } from './json-schema.ts';
import { cell, generated, heading, table } from './markdown.ts';

export interface KindPage {
  readonly kind: string;
  /** Paragraphs before the fields. */
  readonly about: readonly string[];
  readonly schema: JsonSchema;
  /** Paragraphs after the section of a path. */
  readonly after?: Readonly<Record<string, readonly string[]>>;
}

/** The reference page of a kind: one table for each map, in the order of the schema. */
export function kindPage({ kind, about, schema, after = {} }: KindPage): string {
  const sections = sectionsOf('', schema).filter(({ path }) => path !== '');
  return [
    heading(1, kind),
    generated,
    ...about,
    'Fields in **bold** have to be there. A field that is not listed is refused.',
    `\`apiVersion\` is \`tug.dev/v1alpha1\` and \`kind\` is \`${kind}\`.`,
    ...sections.flatMap((section) => [...sectionText(section), ...(after[section.path] ?? [])]),
  ]
    .join('\n\n')
    .concat('\n');
}

interface Section {
  readonly path: string;
  readonly schema: JsonSchema;
}

/** Maps with named fields, parents before children; items of a list are written `path[]`. */
function sectionsOf(path: string, schema: JsonSchema): Section[] {
  const children = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const below = path === '' ? name : `${path}.${name}`;
    if (field.properties) return sectionsOf(below, field);
    return field.items?.properties ? sectionsOf(`${below}[]`, field.items) : [];
  });
  return [{ path, schema }, ...children];
}

function sectionText({ path, schema }: Section): string[] {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    required.has(name) ? `**${name}**` : name,
    typeText(field),
    defaultText(field),
    cell(field.description ?? ''),
  ]);
  return [heading(2, path), table(['field', 'type', 'default', 'meaning'], rows), ...rulesOf(path, schema)];
}

/** What a map as a whole has to hold to. A message that tells of a fault in one of its fields is left to that fault. */
function rulesOf(path: string, schema: JsonSchema): string[] {
  const demands = celRulesOf(schema).filter(({ fieldPath }) => fieldPath === undefined);
  return demands.length > 0 ? [demands.map(({ message }) => `\`${path}\` ${message}.`).join(' ')] : [];
}

function typeText(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map(code).join(' ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.type === 'array') return `list of ${schema.items ? plural(schema.items) : 'anything'}`;
  if (schema.type === 'object') return 'map';
  return words[schema.type ?? ''] ?? 'anything';
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'yes or no',
};

function plural(schema: JsonSchema): string {
  if (schema.enum) return typeText(schema);
  return schema.type === 'string' ? 'texts' : 'maps';
}

/** An empty map or list says nothing that "left out" does not. */
function defaultText({ default: value }: JsonSchema): string {
  if (value === undefined || value === '') return '';
  if (Array.isArray(value)) return value.map(code).join(' ');
  return typeof value === 'object' ? '' : code(value);
}

/** Texts without quotes, everything else as JSON. */
function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
