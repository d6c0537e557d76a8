/** Everything tug can say about one object: whose it is, how it is and why, who owns its fields, what happened to it. */
import { explainWorkload } from '../../apply/wait/pods.ts';
import { countFields, ownMark, ownsLabel } from '../../kube/fields.ts';
import { type Api, find, get, list, mapper } from '../../kube/index.ts';
import { type KubeObject, type ObjectRef, type OwnerReference, refKey, refOf } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { health } from '../../health/index.ts';
import type { Health } from '../../health/types.ts';
import { partOfLabel } from '../../plan/applyset.ts';
import { type AppRef, type Ledger, ledgerId } from '../ledger/ledger.ts';
import { listLedgers } from '../ledger/store.ts';
import { fieldManager } from '../names.ts';
import { driftOf } from './status.ts';
import type { World } from '../world.ts';

export interface Explanation {
  readonly ref: ObjectRef;
  readonly health: Health;
  readonly app: AppRef | undefined;
  /** The member it was made from, such as the Deployment of a Pod; undefined for a member itself. */
  readonly from: ObjectRef | undefined;
  readonly drift: string | undefined;
  /** What its pods say, in words. */
  readonly reason: string | undefined;
  readonly managers: readonly { manager: string; operation: string; time: string; fields: number }[];
  readonly events: readonly { when: string; reason: string; message: string }[];
}

const eventsShown = 5;
/** Deployment, ReplicaSet, Pod; CronJob, Job, Pod; and what operators put above them. */
const highestOwner = 6;

/** `word` is kind/name as kubectl takes it, in the namespace of the connection. */
export async function explain(word: string, world: World): Promise<Explanation> {
  const { api } = world;
  const ref = await refFrom(word, api);
  const object = await get(api, ref);
  const member = await memberAbove(object, api);
  const ledger = member && (await ledgerOf(member, api));
  const isMember = ledger !== undefined && member === object;
  const trouble = await explainWorkload(api, object);
  return {
    ref: refOf(object),
    health: health(object),
    app: ledger?.app,
    from: ledger && !isMember ? refOf(member) : undefined,
    drift: isMember
      ? driftOf({ own: ownMark(object, fieldManager) }, ledger.entries.get(refKey(refOf(object))))
      : undefined,
    reason: trouble?.message,
    managers: (object.metadata.managedFields ?? []).map((entry) => ({
      manager: `${entry.manager ?? ''}${entry.subresource ? ` (${entry.subresource})` : ''}`,
      operation: entry.operation ?? '',
      time: entry.time ?? '',
      fields: countFields(entry.fieldsV1 ?? {}),
    })),
    events: await eventsOf(object, api),
  };
}

async function refFrom(word: string, api: Api): Promise<ObjectRef> {
  const [kind = '', name] = word.split('/');
  if (!name) {
    throw new Problem('Usage', `${word} names no object`, { hint: 'write it as kind/name, such as deploy/web' });
  }
  const type = (await mapper(api)).byArgument(kind);
  if (!type) throw new Problem('NotFound', `the server has no kind ${kind}`, { where: api.server });
  const apiVersion = type.group ? `${type.group}/${type.version}` : type.version;
  return { apiVersion, kind: type.kind, name, ...(type.namespaced ? { namespace: api.namespace } : {}) };
}

/** The object itself or the nearest of its controllers that tug applied. */
async function memberAbove(object: KubeObject, api: Api): Promise<KubeObject | undefined> {
  let one: KubeObject | undefined = object;
  for (let depth = 0; one && depth < highestOwner; depth++) {
    if (ownsLabel(one, fieldManager, partOfLabel)) return one;
    const owner: OwnerReference | undefined = one.metadata.ownerReferences?.find(({ controller }) => controller);
    const { namespace }: KubeObject['metadata'] = one.metadata;
    // Whoever may see the object may not see its owner, and an owner may be gone.
    one = owner && (await find(api, { ...owner, ...(namespace ? { namespace } : {}) }).catch(() => undefined));
  }
  return undefined;
}

/** The ledger of the App whose label the object carries: in its own namespace first, then anywhere we may look. */
async function ledgerOf(object: KubeObject, api: Api): Promise<Ledger | undefined> {
  const id = object.metadata.labels?.[partOfLabel];
  if (!id) return undefined;
  const here = await listLedgers(api, object.metadata.namespace ?? api.namespace);
  const found = here.find((ledger) => ledgerId(ledger.app) === id);
  if (found) return found;
  try {
    return (await listLedgers(api)).find((ledger) => ledgerId(ledger.app) === id);
  } catch {
    return undefined;
  }
}

async function eventsOf(object: KubeObject, api: Api): Promise<Explanation['events']> {
  const type = (await mapper(api)).byKind('v1', 'Event');
  const { namespace, uid } = object.metadata;
  if (!type || !uid) return [];
  const where = namespace ? { namespace } : {};
  const { items } = await list(api, type, { ...where, fieldSelector: `involvedObject.uid=${uid}` });
  return items
    .map((event) => {
      const { lastTimestamp, eventTime, reason, message } = event as Record<string, string | null | undefined>;
      return { when: lastTimestamp ?? eventTime ?? '', reason: reason ?? '', message: message ?? '' };
    })
    .toSorted((a, b) => (a.when < b.when ? 1 : -1))
    .slice(0, eventsShown);
}
