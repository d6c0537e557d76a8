/**
 * The ledger: the one ConfigMap per App that is its ApplySet parent (KEP-3659) and remembers what was applied.
 * It lists group-kinds and namespaces *before* anything of them is written, so a crash at any point can leak nothing.
 */
import type { GroupKind, ManagedFieldsEntry } from '../../kube/object.ts';
import { applySetId } from '../../plan/applyset.ts';
import type { LedgerEntry } from '../../plan/types.ts';
import type { Verdict } from '../release/release.ts';

export interface AppRef {
  readonly name: string;
  readonly namespace: string;
}

/** What a render depends on, so that equal inputs need not be rendered again, not even after a restart. */
export interface Inputs {
  /** Over the spec's own part and the content of all that was read. */
  readonly digest: string;
  /** Paths in the tree that were read. */
  readonly reads: readonly string[];
}

export interface Ledger {
  readonly app: AppRef;
  /** Absent until the ledger has been written once. */
  readonly resourceVersion: string | undefined;
  readonly groupKinds: readonly GroupKind[];
  readonly namespaces: readonly string[];
  /** Number of the newest release, 0 before the first. */
  readonly release: number;
  /**
   * Counts the deploys that began. The server leaves an object alone, and its version too, when a write changes nothing; by this count the
   * deploy that was under way before learns that another one began.
   */
  readonly begun: number;
  /** How the newest release ended, so that whoever may not list Secrets still sees it; undefined before the first. */
  readonly last: { readonly verdict: Verdict; readonly when: string } | undefined;
  /** Digest over the desired objects of the last deploy, if it applied everything; empty otherwise, and while one is under way. */
  readonly desired: string;
  readonly revision: string;
  /** Of the last deploy that applied everything; undefined where nobody asked for them to be kept. */
  readonly inputs: Inputs | undefined;
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  /** Annotations that others put on it, such as a hold; a write of the ledger leaves them as they are. */
  readonly annotations: Readonly<Record<string, string>>;
  /** `managedFields` of adopted objects as they were before tug moved their owners. */
  readonly adopted: ReadonlyMap<string, readonly ManagedFieldsEntry[]>;
}

export const ledgerName = (app: AppRef): string => `tug-${app.name}`;

export const ledgerId = (app: AppRef): string =>
  applySetId({ name: ledgerName(app), namespace: app.namespace, kind: 'ConfigMap', group: '' });

export function emptyLedger(app: AppRef): Ledger {
  return {
    app,
    resourceVersion: undefined,
    groupKinds: [],
    namespaces: [],
    release: 0,
    begun: 0,
    last: undefined,
    desired: '',
    revision: '',
    inputs: undefined,
    entries: new Map(),
    annotations: {},
    adopted: new Map(),
  };
}
