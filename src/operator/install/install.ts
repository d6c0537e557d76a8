import type { Converged } from '../../app/converge.ts';
import type { AppRef } from '../../app/ledger/ledger.ts';
import type { World } from '../../app/world.ts';
import { systemNamespace } from './names.ts';
import { objectsOf } from './objects/index.ts';
import type { InstallOptions } from './options.ts';
import { deployOwn } from './own-release.ts';
import { requireRights } from './rights.ts';
import { untilPoliciesAnswer } from './settled.ts';

/** The App that tug itself is. */
export const ownApp: AppRef = { name: 'tug', namespace: systemNamespace };

export interface InstallRequest {
  readonly options: InstallOptions;
  /** Of tug, for the release. */
  readonly version: string;
  /** `plan` reads only. */
  readonly until: 'plan' | 'verdict';
}

/**
 * Puts the operator into a cluster, or brings what is there to this version. Afterwards the definitions are served, Apps are judged by the
 * policies, and the operator is ready where it was asked for. Problem `Forbidden` for whoever is no administrator.
 */
export async function install({ options, version, until }: InstallRequest, world: World): Promise<Converged> {
  await requireRights(world.api, 'create');
  const ended = await deployOwn({ ref: ownApp, objects: objectsOf(options), revision: `tug ${version}`, until }, world);
  const isDone = ended.verdict === 'deployed' || ended.verdict === 'unchanged';
  if (isDone) await untilPoliciesAnswer(world.api, world.signal);
  return ended;
}
