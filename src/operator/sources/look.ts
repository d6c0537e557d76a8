import { Problem } from '../../lib/errors.ts';
import { lookGit } from '../../source/git/look.ts';
import type { Looked } from '../../source/look.ts';
import type { SourceWant } from './types.ts';

/** One look at what a want names, by the protocol it is in. */
export async function lookAt(want: SourceWant, _before: string | undefined, signal: AbortSignal): Promise<Looked> {
  const { spec, credential, signers } = want;
  if (spec.git) return await lookGit({ source: spec.git, credential, signers, signal });
  throw new Problem('InvalidSpec', 'the source names none of git, oci and chart');
}
