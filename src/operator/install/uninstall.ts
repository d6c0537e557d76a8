import type { Converged } from '../../app/converge.ts';
import { removeApp } from '../../app/remove.ts';
import type { Approve, World } from '../../app/world.ts';
import { ownApp } from './install.ts';
import { requireRights } from './rights.ts';

/**
 * Takes the operator out: its pods, rights and policies. Apps, their members and ledgers, tenants and the definitions stay. Problem `NotFound`
 * when it was not installed.
 */
export async function uninstall(approve: Approve, world: World): Promise<Converged> {
  await requireRights(world.api, 'delete');
  const consent = { deleteKinds: [], manyDeletions: true, empty: true, replace: false };
  return removeApp({ ref: ownApp, consent, timeout: undefined, approve }, world);
}
