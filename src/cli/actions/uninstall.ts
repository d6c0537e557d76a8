import type { Converged } from '../../app/converge.ts';
import type { Approve, World } from '../../app/world.ts';
import { Problem } from '../../lib/errors.ts';
import { countObjects, removeDefinitions, uninstall as uninstallTug } from '../../operator/install/index.ts';
import { agree, approver } from '../consent.ts';
import { exitOfVerdict } from '../exit.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { printEnded } from '../print/ended.ts';
import { progressView } from '../print/progress.ts';
import { withWorld } from '../session.ts';

interface UninstallArguments extends ClusterOptions {
  readonly crds?: boolean;
  readonly yes?: boolean;
  readonly output: Output;
}

export async function uninstall(given: UninstallArguments): Promise<void> {
  const view = progressView(given.output);
  await withWorld(given, view.onProgress, async (world) => {
    const approve = approver({ ...given, allowDelete: [] }, await questionOf(given, world));
    const ended = await operatorOut(approve, given, world).finally(view.end);
    const isOut = ended === undefined || ended.verdict === 'deployed' || ended.verdict === 'unchanged';
    if (isOut && given.crds) await removeDefinitions(world.api, world.signal);
    if (ended) await printEnded([ended], given.output, 'uninstalled');
    else await printData({ verdict: 'unchanged' }, given.output);
    if (isOut && given.output === 'text') process.stdout.write(`${whatStays(given)}\n`);
    process.exitCode = ended ? exitOfVerdict(ended.verdict) : 0;
  });
}

/** Undefined when the operator was out already and only the definitions are left to go. */
async function operatorOut(approve: Approve, given: UninstallArguments, world: World): Promise<Converged | undefined> {
  try {
    return await uninstallTug(approve, world);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'NotFound') throw error;
    if (!given.crds) throw new Problem('NotFound', 'tug is not installed in this cluster', { where: world.api.server });
    if (!given.yes && !(await agree(await questionOf(given, world), 'if it is meant, give --yes'))) throw error;
    return undefined;
  }
}

async function questionOf({ crds }: UninstallArguments, world: World): Promise<string> {
  if (!crds) return 'Take the operator out? Apps and what they deployed stay, and nobody repairs them any more.';
  const { apps, tenants, sources } = await countObjects(world.api);
  return (
    `Take the operator out, and ${apps} App, ${tenants} Tenant and ${sources} Source objects with their definitions? ` +
    'What Apps deployed stays.'
  );
}

const whatStays = ({ crds }: UninstallArguments): string =>
  crds
    ? 'what Apps deployed stays, with their ledgers; tug apps -A lists them, tug delete APP removes one'
    : 'Apps, what they deployed, their ledgers, tenants and definitions stay';
