/**
 * A seat: one ServiceAccount of one namespace, as which the operator acts for the Apps that name it. Everything it reads and writes for
 * them goes through here, with the rights of that account and no others.
 */
import { type AppRef, emptyLedger, type Ledger, ledgerId } from '../../app/ledger/ledger.ts';
import type { Memory } from '../../app/world.ts';
import type { Health } from '../../health/types.ts';
import { type Api, type Mapper, mapper, type ResourceType } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { rememberCreations } from './creations.ts';
import { sharedEyes } from './eyes.ts';
import { followLedgers, type Ledgers } from './ledgers.ts';
import type { Member } from './member.ts';
import { type MemberWatch, watchMembers } from './members.ts';
import { followReferences, type References } from './references.ts';

/** What happened in the cluster that an App may have to do something about. */
export type Happening = 'drift' | 'health' | 'ledger';

export interface SeatOptions {
  /** Impersonating the account. */
  readonly api: Api;
  readonly namespace: string;
  readonly account: string;
  readonly judge: (app: string, object: KubeObject) => Health;
  /** `app` is the name of an App of this namespace. */
  readonly happened: (app: string, what: Happening) => void;
  /** A Secret, a ConfigMap or an object that this App (by key) looked at is another one now. */
  readonly referenced: (key: string) => void;
}

export interface Seat {
  readonly api: Api;
  readonly who: string;
  readonly memory: Memory;
  readonly references: References;
  /** Knows an App: its members are told from now on. `isNew`: it was never deployed, so that nobody has to be asked for its ledger. */
  enter(app: AppRef, isNew: boolean): void;
  leave(app: AppRef): void;
  /** Resolves when the ledgers of the namespace are known. Rejects with why the account may not see them; may be asked again. */
  ready(): Promise<void>;
  /** Resolves when every kind and namespace of the ledger is watched and known. */
  watch(ledger: Ledger): Promise<void>;
  members(app: AppRef): ReadonlyMap<string, Member>;
  /** Watches that are open. */
  readonly watches: number;
  close(): void;
}

const none: ReadonlyMap<string, Member> = new Map();

export function openSeat(options: SeatOptions): Seat {
  const { api, namespace, happened } = options;
  const apps = new Map<string, string>();
  const fresh = new Set<string>();
  const bySet = new Map<string, Map<string, Member>>();
  const watches = new Map<string, MemberWatch>();
  /** Ledgers whose kinds and namespaces are all watched. */
  let covered = new WeakSet<Ledger>();
  let ledgers: Promise<Ledgers> | undefined;
  let known: Ledgers | undefined;

  const changed = (before: Member | undefined, now: Member | undefined): void => {
    const member = now ?? before;
    if (!member) return;
    const set = bySet.get(member.set) ?? new Map<string, Member>();
    bySet.set(member.set, set);
    if (now) set.set(now.key, now);
    else set.delete(member.key);
    if (before && now && before.set !== now.set) bySet.get(before.set)?.delete(before.key);
    const touched =
      !before || !now || before.own.hash !== now.own.hash || before.own.time !== now.own.time || isGoing(now);
    for (const id of new Set([before?.set, now?.set])) {
      const app = apps.get(id ?? '');
      if (app !== undefined) happened(app, touched ? 'drift' : 'health');
    }
  };
  const watchOf = (type: ResourceType, where: string | undefined): MemberWatch => {
    const id = `${type.group}/${type.kind}/${where ?? ''}`;
    const open = watches.get(id);
    if (open) return open;
    const watch = watchMembers(api, {
      type,
      namespace: where,
      judge: (set, object) => options.judge(apps.get(set) ?? '', object),
      changed,
      ended: () => {
        watches.delete(id);
        covered = new WeakSet();
      },
    });
    watches.set(id, watch);
    return watch;
  };
  const watchesOf = (ledger: Ledger, served: Mapper): MemberWatch[] =>
    ledger.groupKinds.flatMap((gk) => {
      const type = served.preferred(gk);
      // A kind that is no longer served has no members left: its definition took them along.
      if (!type) return [];
      return type.namespaced ? ledger.namespaces.map((where) => watchOf(type, where)) : [watchOf(type, undefined)];
    });
  const ready = async (): Promise<void> => {
    ledgers ??= followLedgers(api, {
      namespace,
      changed: (app) => happened(app, 'ledger'),
      ended: () => (ledgers = known = undefined),
    });
    try {
      const followed = await ledgers;
      await followed.synced;
      known = followed;
    } catch (error) {
      ledgers = known = undefined;
      throw error;
    }
  };
  const eyes = sharedEyes(api, watchOf);
  const members = (app: AppRef): ReadonlyMap<string, Member> => bySet.get(ledgerId(app)) ?? none;
  const memory: Memory = {
    who: `system:serviceaccount:${namespace}:${options.account}`,
    ledger: (app) => known?.get(app) ?? (known && fresh.has(app.name) ? emptyLedger(app) : undefined),
    keep: (ledger) => {
      fresh.delete(ledger.app.name);
      known?.keep(ledger);
      void watch(ledger).catch(() => undefined);
    },
    lose: (app) => known?.lose(app),
    members: (ledger) =>
      ledger.groupKinds.length === 0 ? none : covered.has(ledger) ? new Map(members(ledger.app)) : undefined,
    hasNamespace: (name) => name === namespace,
    creations: rememberCreations(),
    eyes,
  };
  const watch = async (ledger: Ledger): Promise<void> => {
    if (covered.has(ledger)) return;
    await Promise.all(watchesOf(ledger, await mapper(api)).map(({ synced }) => synced));
    covered.add(ledger);
  };
  const references = followReferences(api, options.referenced);

  return {
    api,
    who: memory.who,
    memory,
    references,
    enter: (app, isNew) => {
      apps.set(ledgerId(app), app.name);
      if (isNew) fresh.add(app.name);
    },
    leave: (app) => {
      apps.delete(ledgerId(app));
      fresh.delete(app.name);
      known?.lose(app);
    },
    ready,
    watch,
    members,
    get watches() {
      return watches.size + (known ? 1 : 0);
    },
    close: () => {
      eyes.close();
      references.close();
      void ledgers?.then(({ close }) => close()).catch(() => undefined);
      for (const one of watches.values()) one.close();
      covered = new WeakSet();
    },
  };
}

const isGoing = ({ object }: Member): boolean => object.metadata.deletionTimestamp !== undefined;
