/** One poll for each distinct source, however many Apps take files from it. */
import type { AppSpec } from '../../app/spec/schema.ts';
import type { Problem } from '../../lib/errors.ts';
import type { Tree } from '../../source/tree.ts';

/** What is fetched: one of git, oci and chart, as an App or a shared Source names it. */
export type SourceSpec = Pick<AppSpec['source'], 'git' | 'oci' | 'chart'>;

/** Values of a Secret, by key, decoded. Never printed, never part of an error. */
export type SecretData = Readonly<Record<string, Uint8Array>>;

export interface SourceWant {
  readonly spec: SourceSpec;
  /** Of `secretRef`; undefined when the source names none. */
  readonly credential: SecretData | undefined;
  /** Of `git.verify.secretRef`: the keys of who may sign. */
  readonly signers: SecretData | undefined;
}

export interface SourceReady {
  readonly kind: 'ready';
  /** A commit, an OCI digest, a chart version. */
  readonly revision: string;
  /** Milliseconds since the epoch at which this revision was first seen. */
  readonly since: number;
  /** The files. Each call gives a tree with bounds of its own, read from what all share. A Git tree is a `GitTree`. */
  open(): Promise<Tree>;
}

export interface SourceFailed {
  readonly kind: 'failed';
  readonly problem: Problem;
  /** In a row. */
  readonly failures: number;
  readonly since: number;
  /** What was there before it failed. */
  readonly last: SourceReady | undefined;
}

export type SourceState = { readonly kind: 'pending' } | SourceReady | SourceFailed;

/** Of one look, for metrics. */
export type LookResult = 'changed' | 'same' | 'failed';

export interface Subscription {
  readonly state: SourceState;
  /** Look now: somebody asked for it. Resolves when a look that began after the call has ended, or the poll has. */
  look(): Promise<void>;
  /** The last subscription of a source ends its polling. */
  end(): void;
}

/** A webhook said that something may have changed. It is only ever a reason to look: nothing in it is believed. */
export interface Hint {
  /** URLs of the repository, in all the forms the sender knows. */
  readonly urls: readonly string[];
}

export interface SourceHub {
  /** `onChange` is called when the revision or the failure is another one, never for a look that found nothing new. */
  subscribe(want: SourceWant, onChange: () => void): Subscription;
  /** How many sources were looked at because of it. */
  hint(hint: Hint): number;
  /** For metrics and the page of an operator. */
  list(): readonly { readonly name: string; readonly state: SourceState; readonly subscribers: number }[];
  close(): Promise<void>;
}
