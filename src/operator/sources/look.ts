import { Problem } from '../../lib/errors.ts';
import { lookChart } from '../../source/chart/look.ts';
import { lookGit } from '../../source/git/look.ts';
import type { Looked } from '../../source/look.ts';
import { lookOci } from '../../source/oci/look.ts';
import type { SourceWant } from './types.ts';

/** One look at what a want names, by the protocol it is in; `before` is the revision that is known. */
export async function lookAt(want: SourceWant, before: string | undefined, signal: AbortSignal): Promise<Looked> {
  const { spec, credential, signers } = want;
  if (spec.git) return await lookGit({ source: spec.git, credential, signers, signal });
  if (spec.oci) return await lookOci(spec.oci, credential, before, signal);
  if (spec.chart) return await lookChart(spec.chart, credential, before, signal);
  throw new Problem('InvalidSpec', 'the source names none of git, oci and chart');
}
