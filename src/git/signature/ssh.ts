import { createHash } from 'node:crypto';
import type { SshKey } from './ssh-key.ts';
import { readWire, wireString } from './wire.ts';

/** A signature as `ssh-keygen -Y sign` makes it: PROTOCOL.sshsig of OpenSSH. */
export interface SshSignature {
  /** The public key that it says it is of. */
  readonly blob: Buffer;
  readonly namespace: string;
  verifies(key: SshKey, message: Buffer): boolean;
}

const magic = 'SSHSIG';
const hashes = new Set(['sha256', 'sha512']);

/** Undefined for what is no such signature. */
export function parseSshSignature(armored: string): SshSignature | undefined {
  const body = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\s]+)\n-----END SSH SIGNATURE-----\s*$/.exec(
    armored.replaceAll('\r', ''),
  )?.[1];
  if (body === undefined) return undefined;
  try {
    const reader = readWire(Buffer.from(body, 'base64'));
    if (reader.bytes(magic.length).toString('latin1') !== magic || reader.uint32() !== 1) return undefined;
    const [blob, namespace, reserved, hash, signature] = [
      reader.string(),
      reader.text(),
      reader.string(),
      reader.text(),
      reader.string(),
    ];
    if (!hashes.has(hash) || !reader.atEnd) return undefined;
    return {
      blob,
      namespace,
      verifies: (key, message) => {
        const digest = createHash(hash).update(message).digest();
        const parts = [namespace, reserved, hash, digest].map(wireString);
        return key.blob.equals(blob) && key.verifies(Buffer.concat([Buffer.from(magic), ...parts]), signature);
      },
    };
  } catch {
    return undefined;
  }
}
