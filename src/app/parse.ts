import { isMap, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { Problem } from '../lib/errors.ts';
import { parseDocuments } from '../lib/yaml.ts';
import { type App, appApiVersion, appSchema } from './schema.ts';

/** Whether a parsed document claims to be an App of any version. */
export function looksLikeApp(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind } = value as Record<string, unknown>;
  return kind === 'App' && typeof apiVersion === 'string' && apiVersion.startsWith('tug.dev/');
}

/** All Apps of a file, checked. Problem `InvalidSpec` names file, line and field of the first fault. */
export function parseApps(text: string, file: string): App[] {
  const documents = parseDocuments(text, file).filter(({ value }) => value !== null && value !== undefined);
  return documents.map(({ value, line }, index) => {
    if (!looksLikeApp(value)) {
      throw new Problem('InvalidSpec', `${file} holds Apps, but this document is not one`, {
        where: `${file}:${line}`,
        hint: `give it apiversion ${appApiVersion} and kind App, or move it to the directory that source.path names`,
      });
    }
    return checkApp(value, (path) => `${file}:${lineOf(text, index, path) ?? line}`);
  });
}

/** Checks one parsed App; `place` turns a field's path into a place for the message. */
export function checkApp(value: unknown, place: (path: readonly PropertyKey[]) => string): App {
  const result = appSchema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues;
  const first = issues[0];
  if (!first) throw new Problem('InvalidSpec', 'the App is not valid');
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  throw new Problem('InvalidSpec', `${sentence(first)}${more}`, { where: place(pathOf(first)) });
}

function pathOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
}

function sentence(issue: z.core.$ZodIssue): string {
  const field = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') || '.';
  const shown = field.replace(/^\./, '') || 'the App';
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${shown} has no field ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `${shown} is missing`
        : `${shown} must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `${shown} must be ${issue.values.map((v) => JSON.stringify(v)).join(' or ')}`;
    case 'too_small':
    case 'too_big':
    case 'invalid_format':
    case 'custom':
      return `${shown} ${issue.message.startsWith('Invalid') ? `is not valid: ${issue.message}` : issue.message}`;
    default:
      return `${shown}: ${issue.message}`;
  }
}

function article(expected: string): string {
  const words: Record<string, string> = { object: 'a map', record: 'a map', array: 'a list', int: 'a whole number' };
  const word = words[expected] ?? `a ${expected}`;
  return word;
}

/** 1-based line of a field in one document of a YAML text; the nearest enclosing field that is there. */
function lineOf(text: string, document: number, path: readonly PropertyKey[]): number | undefined {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, keepSourceTokens: false });
  const found = Array.isArray(parsed) ? parsed.filter((d) => d.contents !== null)[document] : undefined;
  if (!found) return undefined;
  for (let length = path.length; length > 0; length--) {
    const node =
      keyOf(found.getIn(path.slice(0, length - 1), true), path[length - 1]) ?? found.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** The node of a map's key, where a field is a member of a map: a person looks for the name, not for what follows it. */
function keyOf(parent: unknown, name: PropertyKey | undefined): unknown {
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === name)?.key;
}
