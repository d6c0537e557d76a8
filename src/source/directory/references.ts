import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseDocuments } from '../../lib/yaml.ts';

/** Files that name others: kustomizations, and charts with `file://` dependencies. */
export const namingFiles: readonly string[] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
  'Chart.yaml',
  'requirements.yaml',
];
/** A kustomization that reaches further than this is not followed to its end; what is missing then, the renderer names. */
const maxDirectories = 1_000;

/**
 * The outermost directory that a kustomization or a chart reaches by `..`, following the local directories it names. Lexical and
 * tolerant: what is no kustomization or cannot be read adds nothing here, and is reported by the renderer.
 */
export async function outermostReference(directory: string): Promise<string> {
  const seen = new Set<string>();
  const queue = [directory];
  let outermost = directory;
  for (let at = queue.pop(); at !== undefined && seen.size < maxDirectories; at = queue.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const text of await namesIn(at)) {
      const target = resolve(at, text);
      const kind = await kindOf(target);
      if (!kind) continue;
      outermost = commonParent(outermost, kind === 'directory' ? target : resolve(target, '..'));
      if (kind === 'directory') queue.push(target);
    }
  }
  return outermost;
}

/** Every short text of such a file that could be a relative path; `key=path` of generators counts by its path. */
async function namesIn(directory: string): Promise<string[]> {
  const names: string[] = [];
  for (const file of namingFiles) {
    const path = join(directory, file);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) names.push(...texts(valuesOf(text, path)));
  }
  return names;
}

function valuesOf(text: string, file: string): unknown[] {
  try {
    return parseDocuments(text, file).map(({ value }) => value);
  } catch {
    return [];
  }
}

function* texts(value: unknown): Generator<string> {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) yield* texts(member);
  if (typeof value !== 'string' || value.length > 1_024 || value.includes('\n') || value.startsWith('/')) return;
  yield value.slice(value.indexOf('=') + 1).replace(/^file:\/\//, '');
}

async function kindOf(path: string): Promise<'file' | 'directory' | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory()) return 'directory';
  return stats ? 'file' : undefined;
}

function commonParent(a: string, b: string): string {
  let common = a;
  while (relative(common, b).startsWith('..')) common = resolve(common, '..');
  return common;
}
