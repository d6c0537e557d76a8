import type { Key, readKeys } from 'openpgp';
import { messageOf } from '../../lib/errors.ts';

/** How a check ended; `why` completes "its signature …". */
export type Checked = { readonly good: true; readonly who: string } | { readonly good: false; readonly why: string };

/**
 * Checks a detached PGP signature against armored or binary public keys. A key counts only if it was valid when it signed and is neither
 * expired nor revoked now.
 */
export async function checkPgp(
  payload: Buffer,
  armored: string,
  keys: readonly Uint8Array[],
  now: Date,
): Promise<Checked> {
  // Loaded on use: only verified sources need it.
  const pgp = await import('openpgp');
  const known = (await Promise.all(keys.map((bytes) => keysIn(pgp, bytes)))).flat();
  try {
    const signature = await pgp.readSignature({ armoredSignature: armored });
    const message = await pgp.createMessage({ binary: new Uint8Array(payload) });
    const { signatures } = await pgp.verify({ message, signature, verificationKeys: known, date: now });
    const [only] = signatures;
    if (!only || signatures.length !== 1) return { good: false, why: 'is not exactly one' };
    const id = only.keyID.toHex();
    const key = known.find((one) => one.getKeyIDs().some((each) => each.equals(only.keyID)));
    if (!key) return { good: false, why: `is of the PGP key ${id}, which is not among those that may sign` };
    await only.verified;
    await key.getSigningKey(only.keyID, now);
    return { good: true, who: key.getUserIDs()[0] ?? id };
  } catch (error) {
    return { good: false, why: `is not valid: ${messageOf(error).slice(0, 200)}` };
  }
}

interface Reader {
  readonly readKeys: typeof readKeys;
}

/** What is no key is left out: who holds no key may not sign, and that is said. */
async function keysIn({ readKeys: read }: Reader, bytes: Uint8Array): Promise<Key[]> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const blocks = text.match(/-----BEGIN PGP PUBLIC KEY BLOCK-----[^]*?-----END PGP PUBLIC KEY BLOCK-----/g);
  if (!blocks) return await read({ binaryKeys: bytes }).catch(() => []);
  return (await Promise.all(blocks.map((armoredKeys) => read({ armoredKeys }).catch(() => [])))).flat();
}
