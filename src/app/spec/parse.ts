import type { z } from 'zod';
import { Problem } from '../../lib/errors.ts';
import { parseDocuments } from '../../lib/yaml.ts';
import { pathOf, sentenceOf } from './fault.ts';
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
  const { lineOf } = await import('./lines.ts');
  const found = issues[0] && lineOf(text, index, pathOf(issues[0]));
  return new Problem('InvalidSpec', sentenceOf(issues, 'the App'), { where: `${file}:${found ?? line}` });
}
