/** Values of a target's Secret, and URLs; a message never repeats either. */
import { Problem } from '../../lib/errors.ts';
import type { SecretData } from '../sources/types.ts';

/** Without the line break an editor leaves at the end; undefined when it is missing, empty, or could not be sent in a header. */
export function secretText(secret: SecretData | undefined, key: string): string | undefined {
  const value = secret && Object.hasOwn(secret, key) ? secret[key] : undefined;
  const text = value === undefined ? '' : Buffer.from(value).toString().trim();
  return /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

export function webUrl(text: string, where: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new Problem('InvalidSpec', 'the URL is none of http or https', { where });
}
