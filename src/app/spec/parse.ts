import type { z } from 'zod';
import { Problem } from '../../lib/errors.ts';
import { parseDocuments } from '../../lib/yaml.ts';
import { type App, appApiVersion, appSchema } from './schema.ts';

/** Whether a parsed document claims to be an App of any version. */
export function looksLikeApp(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind } = value as Record<string, unknown>;
  return kind === 'App' && typeof apiVersion === 'string' && apiVersion.startsWith('tug.dev/');
}

/** All Apps of a file, checked. Problem `InvalidSpec` names file, line and field of the first fault. */
export async function parseApps(text: string, file: string): Promise<App[]> {
  const documents = parseDocuments(text, file).filter(({ value }) => value !== null && value !== undefined);
  const apps: App[] = [];
  for (const [index, { value, line }] of documents.entries()) {
    if (!looksLikeApp(value)) {
      throw new Problem('InvalidSpec', `${file} holds Apps, but this document is not one`, {
        where: `${file}:${line}`,
        hint: `give it apiVersion ${appApiVersion} and kind App, or move it to the directory that source.path names`,
      });
    }
    const { data, error } = appSchema.safeParse(value);
    if (error) throw await faultOf(error.issues, { text, file, index, line });
    apps.push(data);
  }
  return apps;
}

interface Place {
  readonly text: string;
  readonly file: string;
  /** Of the document in the text. */
  readonly index: number;
  /** Where the document begins. */
  readonly line: number;
}

async function faultOf(issues: readonly z.core.$ZodIssue[], { text, file, index, line }: Place): Promise<Problem> {
  const [first, ...others] = issues;
  if (!first) return new Problem('InvalidSpec', 'the App is not valid', { where: `${file}:${line}` });
  const { lineOf } = await import('./lines.ts');
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return new Problem('InvalidSpec', `${sentence(first)}${more}`, {
    where: `${file}:${lineOf(text, index, pathOf(first)) ?? line}`,
  });
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
