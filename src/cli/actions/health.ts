import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { health } from '../../health/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import { parseDocuments } from '../../lib/yaml.ts';

/** `tug health`: a line an object, in the order they came. */
export async function judge(file: string, options: { readonly output: 'text' | 'json' }): Promise<void> {
  const content = file === '-' ? await text(process.stdin) : await read(file);
  const name = file === '-' ? 'standard input' : file;
  const lines = objectsOf(content, name).map(({ value, line }) => {
    const object = checked(value, `${name}:${line}`);
    const { status, message } = health(object);
    return options.output === 'json'
      ? JSON.stringify({ status, message })
      : `${object.kind} ${object.metadata.name ?? ''}: ${status}${message ? `: ${message}` : ''}`;
  });
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

interface Located {
  readonly value: unknown;
  readonly line: number;
}

/** JSON Lines are told by their first line being a whole object; everything else is YAML, of which JSON is a part. */
function objectsOf(content: string, name: string): Located[] {
  const lines = content.split('\n');
  const first = parsed(lines.find((line) => line.trim()) ?? '');
  const located =
    first === undefined
      ? parseDocuments(content, name)
      : lines.flatMap((line, i) => (line.trim() ? [{ value: jsonLine(line, `${name}:${i + 1}`), line: i + 1 }] : []));
  return located.filter(({ value }) => value !== null && value !== undefined).flatMap(flatten);
}

function parsed(line: string): unknown {
  try {
    return line.startsWith('{') ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}

function jsonLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Problem('InvalidInput', `this line is no JSON: ${messageOf(cause)}`, { where });
  }
}

function flatten(one: Located): Located[] {
  const { kind, items } = one.value as { kind?: unknown; items?: unknown };
  return kind === 'List' && Array.isArray(items) ? items.map((value: unknown) => ({ value, line: one.line })) : [one];
}

function checked(value: unknown, where: string): KubeObject {
  const { apiVersion, kind, metadata } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (typeof apiVersion === 'string' && typeof kind === 'string') {
    return { ...(value as KubeObject), metadata: (metadata ?? {}) as KubeObject['metadata'] };
  }
  throw new Problem('InvalidInput', 'this is not a Kubernetes object: it has no apiVersion or kind', { where });
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Problem('NotFound', `${file} cannot be read`, { hint: 'check the path', cause });
  }
}
