import { type Mirror, mirrorOf, noteUse } from '../../git/mirror.ts';
import { parseGitUrl } from '../../git/url.ts';
import type { Credential, Looked } from '../look.ts';
import { isSameServer, type Reached, reach } from './access.ts';
import { bringTree } from './commit.ts';
import { type GitSource, wantedOf } from './open.ts';
import { spaceOf } from './space.ts';
import { type Verify, verifyBrought } from './verify.ts';

export interface GitLook {
  readonly source: GitSource & { readonly verify?: Verify | undefined };
  /** Values of the Secret that `secretRef` names. */
  readonly credential?: Credential | undefined;
  /** Values of the Secret that `verify.secretRef` names. */
  readonly signers?: Credential | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For the question what is new; a fetch of something new has five minutes. */
  readonly timeoutMs?: number | undefined;
}

/**
 * What the repository has now, asked with nothing but the credential: one exchange, and a fetch only if it is new to this cache.
 * Problems say in one sentence what is wrong with the address, the credential, the server, the ref or the signature.
 */
export async function lookGit({ source, credential, signers, signal, timeoutMs = 60_000 }: GitLook): Promise<Looked> {
  const reached = reach(source.url, credential);
  const { url, access } = reached;
  const wanted = await wantedOf(source, url, { access, signal, timeoutMs });
  const mirror = mirrorOf(url, access, await spaceOf(access));
  const options = source.submodules ? { reach: besides(reached, credential) } : {};
  const brought = await bringTree(mirror, wanted, { ...options, signal });
  await noteUse(mirror, Date.now());
  if (source.verify) {
    await verifyBrought({
      mirror,
      brought,
      name: typeof wanted === 'string' ? undefined : wanted.name,
      signers,
      verify: source.verify,
    });
  }
  return { revision: brought.commit, open: () => Promise.resolve(brought.open()) };
}

/** The server of the repository is shown its credential for submodules too, other servers none. */
function besides(parent: Reached, credential: Credential | undefined): (address: string) => Promise<Mirror> {
  return async (address) => {
    const same = isSameServer(parseGitUrl(address).text, parent.url);
    const own = reach(address, same ? credential : undefined);
    return mirrorOf(own.url, own.access, await spaceOf(own.access));
  };
}
