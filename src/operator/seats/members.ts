/** Members of one kind in one namespace, of all Apps that act as one ServiceAccount: one watch for all of them. */
import { fieldManager } from '../../app/names.ts';
import { reportsHealth } from '../../health/index.ts';
import type { Health } from '../../health/types.ts';
import { ownsLabel } from '../../kube/fields.ts';
import { type Api, find, type ResourceType } from '../../kube/index.ts';
import { type KubeObject, refKey, refOf } from '../../kube/object.ts';
import type { See } from '../../apply/wait/feed.ts';
import { isOlder } from '../../apply/wait/version.ts';
import { partOfLabel } from '../../plan/applyset.ts';
import { type Collection, collect } from './collection.ts';
import { type Member, memberOf, sameMember } from './member.ts';

export interface MemberWatchOptions {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  /** By the rules of the App that the set belongs to. */
  readonly judge: (set: string, object: KubeObject) => Health;
  /** A member came, changed in what counts, or went (`now` is undefined). */
  readonly changed: (before: Member | undefined, now: Member | undefined) => void;
  readonly ended: (error: unknown) => void;
}

export interface MemberWatch extends Collection {
  readonly members: ReadonlyMap<string, Member>;
  /** Tells every state of one object from now on, and the present one first. `since`: states older than it say nothing. */
  subscribe(name: string, since: KubeObject | undefined, see: See): () => void;
}

/** How long a whole object is kept after it changed, for waits that begin just after it. */
const keptMs = 60_000;

export function watchMembers(api: Api, options: MemberWatchOptions): MemberWatch {
  const { type, namespace, judge, changed } = options;
  const judged = reportsHealth(type.group, type.kind);
  const whole = judged || type.kind === 'CustomResourceDefinition';
  const members = new Map<string, Member>();
  const recent = new Map<string, KubeObject>();
  const subscribers = new Map<string, Set<{ readonly since: KubeObject | undefined; readonly see: See }>>();

  const tell = (object: KubeObject, gone: boolean): void => {
    for (const { since, see } of subscribers.get(object.metadata.name ?? '') ?? []) {
      if (!since || !isOlder(object, since)) see(gone ? undefined : object);
    }
  };
  const forget = (key: string): void => {
    const before = members.get(key);
    members.delete(key);
    recent.delete(key);
    if (before) changed(before, undefined);
  };
  const remember = (key: string, object: KubeObject): void => {
    if (!recent.has(key)) setTimeout(() => recent.delete(key), keptMs).unref();
    recent.set(key, object);
  };
  const collection = collect(api, {
    type,
    namespace,
    labelSelector: partOfLabel,
    metadataOnly: !whole,
    see: ({ type: what, object }) => {
      const key = refKey(refOf(object));
      // The control plane copies labels: only those that tug applied make a member.
      const isMember = what !== 'deleted' && ownsLabel(object, fieldManager, partOfLabel);
      if (!isMember) forget(key);
      else {
        const before = members.get(key);
        const set = object.metadata.labels?.[partOfLabel] ?? '';
        const now = memberOf(object, judged ? judge(set, object) : undefined);
        members.set(key, now);
        if (!before || !sameMember(before, now)) changed(before, now);
        delete object.metadata.managedFields;
        if (whole) remember(key, object);
      }
      tell(object, what === 'deleted');
    },
    ended: (error) => {
      for (const key of members.keys()) forget(key);
      options.ended(error);
    },
  });

  const present = async (name: string): Promise<KubeObject | undefined> => {
    const key = refKey({
      apiVersion: type.group ? `${type.group}/${type.version}` : type.version,
      kind: type.kind,
      namespace,
      name,
    });
    const member = members.get(key);
    if (!member) return undefined;
    return recent.get(key) ?? (whole ? await find(api, { type, namespace, name }) : member.object);
  };
  return {
    members,
    synced: collection.synced,
    close: collection.close,
    subscribe(name, since, see) {
      const set = subscribers.get(name) ?? new Set();
      const subscriber = { since, see };
      subscribers.set(name, set.add(subscriber));
      const now = async (): Promise<void> => {
        const object = await present(name);
        if (!set.has(subscriber)) return;
        if (object ? !since || !isOlder(object, since) : !since) see(object);
      };
      // A failed look is made good by the next event.
      void now().catch(() => undefined);
      return () => {
        set.delete(subscriber);
        if (set.size === 0 && subscribers.get(name) === set) subscribers.delete(name);
      };
    },
  };
}
