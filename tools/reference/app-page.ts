import type { JsonSchema } from './json-schema.ts';
import { cell, generated, heading, table } from './markdown.ts';

/** The reference page of the App: one table for each map of the spec, in the order of the schema. */
export function appPage(schema: JsonSchema): string {
  const sections = sectionsOf('', schema).filter(({ path }) => path !== '');
  return [
    heading(1, 'App'),
    generated,
    'Every field of an App. [docs/app.md](../app.md) shows them at work, and [app.schema.json](app.schema.json) is the same for editors.',
    'Fields in **bold** have to be there. A field that is not listed is refused, with its line.',
    '`apiVersion` is `tug.dev/v1alpha1` and `kind` is `App`.',
    ...sections.map(sectionText),
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

function sectionText({ path, schema }: Section): string {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    required.has(name) ? `**${name}**` : name,
    typeText(field),
    defaultText(field),
    cell(field.description ?? ''),
  ]);
  return `${heading(2, path)}\n\n${table(['field', 'type', 'default', 'meaning'], rows)}`;
}

function typeText(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map(code).join(' ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.type === 'array') return `list of ${schema.items ? plural(schema.items) : 'anything'}`;
  if (schema.type === 'object') return 'map';
  return words[schema.type ?? ''] ?? 'anything';
}

const words: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'yes or no' };

function plural(schema: JsonSchema): string {
  return schema.type === 'string' ? 'texts' : 'maps';
}

/** An empty map or list says nothing that "left out" does not. */
function defaultText({ default: value }: JsonSchema): string {
  if (value === undefined || value === '') return '';
  if (typeof value === 'object') return '';
  return code(value);
}

/** Texts without quotes, everything else as JSON. */
function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
