/** What an operator knows of one App while it runs. All of it can be lost: it is found again from the cluster. */
import type { AppRef } from '../../app/ledger/ledger.ts';
import type { App } from '../../app/spec/schema.ts';
import type { AppStatusFields } from '../../app/spec/schema/status.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Problem } from '../../lib/errors.ts';
import type { Seat } from '../seats/seat.ts';
import type { Subscription } from '../sources/types.ts';
import type { Said } from '../status/index.ts';

export interface Tracked {
  /** `NAMESPACE/NAME` */
  readonly key: string;
  readonly ref: AppRef;
  readonly uid: string;
  /** Metadata of the newest version seen; its spec is parsed in `app`. */
  object: KubeObject;
  /** Or what is wrong with its spec. */
  app: App | Problem;
  /** As the API server last showed it. */
  status: AppStatusFields | undefined;
  seat: Seat | undefined;
  source: Sourcing | undefined;
  /** The request of `tug sync` for which the source was looked at. */
  lookedFor: string | undefined;
  attempt: Attempt | undefined;
  /** What is being done about it right now. */
  running: Running | undefined;
  wait: Waiting | undefined;
  /** Since when nothing is known of its source, by `elapsed`. */
  pendingSince: number | undefined;
  /** A deploy that was applied and is not told as ended yet. */
  pending: Pending | undefined;
  /** Members that were just applied and that no watch has shown yet. */
  readonly unseen: Set<string>;
  /** When something was last applied, by `elapsed`; undefined when this process did not. */
  appliedAt: number | undefined;
  /** Drift that a repair left as it was, so that it is not repaired again and again. */
  residue: string;
  repairs: Map<string, Repairs>;
  drift: AppStatusFields['drift'];
  /** Whether Apps that depend on it may go on. */
  isReady: boolean;
}

export interface Sourcing {
  /** Equal for equal wants. */
  readonly id: string;
  readonly subscription: Subscription;
}

export interface Running {
  /** Of the deploy, '' for anything else. */
  inputs: string;
  /** It has written all it can and waits for what it wrote: something newer need not wait for that. */
  isWaiting: boolean;
  stop(reason: Problem): void;
}

/** The last try to deploy, while it has not succeeded. */
export interface Attempt {
  readonly inputs: string;
  readonly generation: number;
  readonly revision: string;
  readonly said: Said;
  readonly failures: number;
  /** By `elapsed`; infinite when only a change can help. */
  readonly notBefore: number;
}

/** Members that are not healthy yet are waited for beside everything else. */
export interface Waiting {
  readonly end: () => void;
  readonly since: number;
  message: string;
  /** How it ended, when it did not end well. */
  ended: Said | undefined;
}

export interface Pending {
  readonly release: number;
  readonly revision: string;
  readonly startedAt: number;
}

/** How often one member was repaired in short time: somebody else wants it otherwise. */
export interface Repairs {
  readonly count: number;
  /** By `elapsed`. */
  readonly last: number;
}

export const keyOf = ({ namespace, name }: AppRef): string => `${namespace}/${name}`;
