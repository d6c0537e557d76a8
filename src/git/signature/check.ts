import { type AllowedSigner } from './allowed.ts';
import { type Checked, checkPgp } from './pgp.ts';
import type { SignedObject } from './signed.ts';
import { parseSshSignature } from './ssh.ts';

/** Who may sign. */
export interface Signers {
  readonly pgp: readonly Uint8Array[];
  readonly ssh: readonly AllowedSigner[];
}

/** Whether one of the signers signed it. */
export async function checkSignature(
  { payload, signature }: SignedObject & { readonly signature: string },
  signers: Signers,
  now: Date,
): Promise<Checked> {
  if (signature.startsWith('-----BEGIN PGP SIGNATURE-----')) {
    return await checkPgp(payload, signature, signers.pgp, now);
  }
  if (signature.startsWith('-----BEGIN SSH SIGNATURE-----')) return checkSsh(payload, signature, signers.ssh, now);
  return { good: false, why: 'is neither of PGP nor of SSH' };
}

function checkSsh(payload: Buffer, armored: string, signers: readonly AllowedSigner[], now: Date): Checked {
  const signature = parseSshSignature(armored);
  if (!signature) return { good: false, why: 'cannot be read' };
  if (signature.namespace !== 'git') {
    return { good: false, why: `is made for ${JSON.stringify(signature.namespace.slice(0, 40))}, not for git` };
  }
  const own = signers.filter(({ key }) => key.blob.equals(signature.blob));
  if (own.length === 0) return { good: false, why: 'is of an SSH key that is not among those that may sign' };
  const seconds = now.getTime() / 1_000;
  const usable = own.find(
    ({ forGit, validAfter, validBefore }) =>
      forGit && (validAfter ?? -Infinity) <= seconds && seconds < (validBefore ?? Infinity),
  );
  if (!usable) return { good: false, why: `is of ${own[0]?.who ?? 'an SSH key'}, whose key may not sign for git now` };
  if (!signature.verifies(usable.key, payload)) return { good: false, why: 'does not fit what it signs' };
  return { good: true, who: usable.who };
}
