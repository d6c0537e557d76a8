import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readWire } from './wire.ts';

/** A public key of SSH that can check signatures. */
export interface SshKey {
  readonly type: string;
  /** As in a `.pub` file, decoded: equal bytes are the same key. */
  readonly blob: Buffer;
  /** Whether `signature` (RFC 4253 §6.6: algorithm and blob) is of this key over `data`. */
  verifies(data: Buffer, signature: Buffer): boolean;
}

const curves: Readonly<Record<string, { readonly crv: string; readonly hash: string }>> = {
  nistp256: { crv: 'P-256', hash: 'sha256' },
  nistp384: { crv: 'P-384', hash: 'sha384' },
  nistp521: { crv: 'P-521', hash: 'sha512' },
};
const leastRsaBits = 2_048;

/** Undefined for what is no key, is of a kind that is not known, or is too weak. */
export function sshKey(blob: Buffer): SshKey | undefined {
  try {
    const reader = readWire(blob);
    const type = reader.text();
    if (type === 'ssh-ed25519') return ed25519(blob, reader.string());
    if (type === 'ssh-rsa') return rsa(blob, reader.string(), reader.string());
    if (type.startsWith('ecdsa-sha2-')) return ecdsa(blob, type, reader.text(), reader.string());
    return undefined;
  } catch {
    return undefined;
  }
}

function ed25519(blob: Buffer, point: Buffer): SshKey {
  const key = fromJwk({ kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') });
  return checking(
    blob,
    'ssh-ed25519',
    (algorithm, data, signature) => algorithm === 'ssh-ed25519' && verify(null, data, key, signature),
  );
}

/** `ssh-rsa` as the algorithm of a signature means SHA-1, and is not among those taken. */
function rsa(blob: Buffer, e: Buffer, n: Buffer): SshKey | undefined {
  const modulus = withoutZeros(n);
  if (modulus.length * 8 < leastRsaBits) return undefined;
  const key = fromJwk({ kty: 'RSA', e: withoutZeros(e).toString('base64url'), n: modulus.toString('base64url') });
  const hashes: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' };
  return checking(blob, 'ssh-rsa', (algorithm, data, signature) => {
    const hash = hashes[algorithm];
    return hash !== undefined && verify(hash, data, key, signature);
  });
}

function ecdsa(blob: Buffer, type: string, curve: string, point: Buffer): SshKey | undefined {
  const known = curves[curve];
  if (!known || type !== `ecdsa-sha2-${curve}` || point[0] !== 4) return undefined;
  const half = (point.length - 1) / 2;
  const coordinate = (from: number): string => point.subarray(from, from + half).toString('base64url');
  const key = fromJwk({ kty: 'EC', crv: known.crv, x: coordinate(1), y: coordinate(1 + half) });
  return checking(blob, type, (algorithm, data, signature) => {
    if (algorithm !== type) return false;
    const reader = readWire(signature);
    const parts = [reader.string(), reader.string()].map((part) => leftPadded(withoutZeros(part), half));
    return verify(known.hash, data, { key, dsaEncoding: 'ieee-p1363' }, Buffer.concat(parts));
  });
}

type Check = (algorithm: string, data: Buffer, signature: Buffer) => boolean;

function checking(blob: Buffer, type: string, check: Check): SshKey {
  return {
    type,
    blob,
    verifies: (data, signature) => {
      try {
        const reader = readWire(signature);
        return check(reader.text(), data, reader.string()) && reader.atEnd;
      } catch {
        return false;
      }
    },
  };
}

function fromJwk(key: Record<string, string>): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

function withoutZeros(bytes: Buffer): Buffer {
  let at = 0;
  while (at < bytes.length && bytes[at] === 0) at += 1;
  return bytes.subarray(at);
}

function leftPadded(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.alloc(Math.max(0, length - bytes.length)), bytes]);
}
