import { Problem } from '../../lib/errors.ts';
import type { Credential, Looked } from '../look.ts';
import { type GitSource, openGit } from './open.ts';

export interface GitLook {
  readonly source: GitSource;
  readonly credential: Credential | undefined;
  readonly signers: Credential | undefined;
  /** The revision that is known already. */
  readonly before: string | undefined;
  readonly signal: AbortSignal;
}

/** What the repository has now. */
export async function lookGit({ source, credential, signers, signal }: GitLook): Promise<Looked> {
  if (credential || signers) throw new Problem('SourceUnavailable', 'credentials of a Secret are not read yet');
  const { revision } = await openGit(source, signal);
  return { revision, open: () => openGit({ url: source.url, commit: revision }) };
}
