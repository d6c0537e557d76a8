import { Problem } from '../../lib/errors.ts';
import { parseDocuments } from '../../lib/yaml.ts';

/** One values file, which must hold a map or nothing. */
export function valuesOf(text: string, file: string): Record<string, unknown> {
  const documents = parseDocuments(text, file);
  const value = documents[0]?.value ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Problem('InvalidInput', 'a values file must hold a map', { where: `${file}:${documents[0]?.line ?? 1}` });
}
