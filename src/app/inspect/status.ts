import { Problem } from '../../lib/errors.ts';
import { health, reportsHealth } from '../../health/index.ts';
import type { Health } from '../../health/types.ts';
import { apiVersionOf, type Mapper, mapper } from '../../kube/index.ts';
import { groupOf, type ObjectRef } from '../../kube/object.ts';
import type { LedgerEntry, Observed } from '../../plan/types.ts';
import type { AppRef, Ledger } from '../ledger/ledger.ts';
import { readLedger } from '../ledger/store.ts';
import { findPulled } from '../pulled/object.ts';
import { observe } from '../survey/observe.ts';
import type { World } from '../world.ts';

export interface MemberStatus {
  readonly ref: ObjectRef;
  readonly health: Health;
  /** Why it counts as drifted, in words. */
  readonly drift: string | undefined;
}

export interface AppStatus {
  readonly ledger: Ledger;
  /** What is wrong first, then by kind and name. */
  readonly members: readonly MemberStatus[];
}

/** The ledger of an App that was deployed. Problem `NotFound` otherwise. */
export async function existingLedger(ref: AppRef, world: World): Promise<Ledger> {
  const ledger = await readLedger(world.api, ref);
  if (ledger.resourceVersion !== undefined) return ledger;
  if (await findPulled(world.api, ref)) {
    throw new Problem('NotFound', `App ${ref.namespace}/${ref.name} was not deployed yet, so that it has no members`, {
      hint: `tug status ${ref.name} -n ${ref.namespace} says what it is at`,
    });
  }
  throw noApp(ref);
}

export const noApp = ({ name, namespace }: AppRef): Problem =>
  new Problem('NotFound', `there is no App ${name} in namespace ${namespace}`, { hint: 'see tug apps -A' });

/** The members of a deployed App, each with its health and its drift. */
export async function statusBy(ledger: Ledger, world: World): Promise<AppStatus> {
  const observed = await observe(world.api, ledger, world.signal);
  const present = [...observed.values()].map((member) => memberStatus(member, ledger.entries.get(member.key)));
  const served = await mapper(world.api);
  const gone = [...ledger.entries.keys()].filter((key) => !observed.has(key)).map((key) => goneStatus(key, served));
  const members = [...gone, ...present].toSorted((a, b) => rank(a) - rank(b) || textOf(a).localeCompare(textOf(b)));
  return { ledger, members };
}

function memberStatus(member: Observed, entry: LedgerEntry | undefined): MemberStatus {
  const judged = reportsHealth(groupOf(member.ref.apiVersion), member.ref.kind);
  return {
    ref: member.ref,
    health: judged && member.full ? health(member.object) : { status: 'Current', message: '' },
    drift: driftOf(member, entry),
  };
}

/** Ownership is the drift detector: the hash of our own fields, and the time of our own entry. */
export function driftOf({ own }: Pick<Observed, 'own'>, entry: LedgerEntry | undefined): string | undefined {
  if (!entry) return 'it is not in the ledger';
  if (own.hash !== entry.owned) return 'fields that tug applied were taken or removed';
  if (own.time !== entry.time) return 'somebody applied it under the name of tug';
  return undefined;
}

function goneStatus(key: string, served: Mapper): MemberStatus {
  const [group = '', kind = '', namespace = '', name = ''] = key.split('/');
  const type = served.preferred({ group, kind });
  return {
    ref: { apiVersion: type ? apiVersionOf(type) : group || 'v1', kind, ...(namespace ? { namespace } : {}), name },
    health: { status: 'Unknown', message: 'it is not there any more' },
    drift: 'it was deleted, or its label was removed',
  };
}

const ranks: Record<Health['status'], number> = { Failed: 0, Unknown: 1, InProgress: 2, Suspended: 3, Current: 4 };

const rank = ({ health: { status }, drift }: MemberStatus): number => ranks[status] - (drift ? 10 : 0);

const textOf = ({ ref }: MemberStatus): string => `${ref.kind} ${ref.namespace ?? ''} ${ref.name}`;
