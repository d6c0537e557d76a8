import { Problem } from '../../lib/errors.ts';

const maxDepth = 64;

/** Parses the body of a webhook. What is no JSON, or is nested more than any sender nests it, is a Problem (`InvalidInput`). */
export function parsePayload(body: Uint8Array): unknown {
  if (depthOf(body) > maxDepth) {
    throw new Problem('InvalidInput', `the body is nested more than ${maxDepth} deep`);
  }
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')) as unknown;
  } catch {
    throw new Problem('InvalidInput', 'the body is not JSON', { hint: 'choose application/json as its content type' });
  }
}

/** Counts brackets outside of strings, before anything is built of them. */
function depthOf(body: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === quote) quoted = !quoted;
    else if (quoted) at += byte === backslash ? 1 : 0;
    else if (byte === openBracket || byte === openBrace) deepest = Math.max(deepest, (depth += 1));
    else if (byte === closeBracket || byte === closeBrace) depth -= 1;
  }
  return deepest;
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = Buffer.from('"\\[]{}');

/** What lies at a path of keys and indexes; undefined when there is nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
