import { createHash } from 'node:crypto';
import { Problem } from '../lib/errors.ts';

export function digestOf(bytes: Uint8Array, algorithm: 'sha256' | 'sha512' = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Whatever a registry sends under a digest must have that digest. */
export function verifyDigest(bytes: Uint8Array, digest: string, what: string): void {
  const algorithm = digest.slice(0, digest.indexOf(':'));
  if (algorithm !== 'sha256' && algorithm !== 'sha512') {
    throw new Problem('SourceUnavailable', `${what} has the digest ${digest}, whose kind is not known`);
  }
  const actual = digestOf(bytes, algorithm);
  if (actual === digest) return;
  throw new Problem(
    'SourceUnavailable',
    `${what} is not what its digest says: ${digest} was promised, ${actual} came`,
    {
      hint: 'the registry, or something on the way to it, is broken or hostile',
    },
  );
}
