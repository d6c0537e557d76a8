import type { Tree } from './tree.ts';

/** What one look at a source found. The same revision as before means that nothing is new. */
export interface Looked {
  /** A commit, an OCI digest, a chart version. */
  readonly revision: string;
  /** The files of that revision. Each call gives a tree with bounds of its own. */
  open(): Promise<Tree>;
}

/** Values of a Secret, by key, decoded. Never printed, never part of an error. */
export type Credential = Readonly<Record<string, Uint8Array>>;
