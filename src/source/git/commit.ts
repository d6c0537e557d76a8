import { bring, type Brought } from '../../git/fetch.ts';
import { epochOf, type Mirror } from '../../git/mirror.ts';
import type { Advertised } from '../../git/refs.ts';
import { byteCache } from './cache.ts';
import { rootOf } from './root.ts';
import { commitStore } from './store.ts';
import { bringSubmodules, type SubmoduleReach } from './submodules.ts';
import { type GitSubtree, type GitTree, gitTree } from './tree.ts';

/** A commit whose trees are in the mirror, and those of its submodules in theirs. */
export interface BroughtCommit extends Brought {
  /** Without the server, unless blobs are missing. */
  open(): GitTree;
}

export interface BringOptions {
  /** How to get at submodules; they are not fetched when left out. */
  readonly reach?: SubmoduleReach | undefined;
  /** Hands the signal on to whatever reads from the tree later. */
  readonly signal?: AbortSignal | undefined;
  readonly keepSignal?: boolean | undefined;
}

/** What was found in commits, which never changes: their root trees and submodules. */
const opened = byteCache<Promise<() => GitTree>>(1_000_000);

/** Brings what a ref names, or a commit by its hash. What this process brought before costs nothing. */
export async function bringTree(
  mirror: Mirror,
  wanted: Advertised | string,
  { reach, signal, keepSignal = false }: BringOptions = {},
): Promise<BroughtCommit> {
  const brought = await bring(mirror, wanted, signal);
  const key = `${mirror.directory} ${epochOf(mirror)} ${brought.commit} ${reach !== undefined}`;
  const found = opened.get(key) ?? prepared(mirror, brought.commit, reach, signal, keepSignal);
  if (!keepSignal) {
    opened.set(key, found, 1_000);
    found.catch(() => opened.delete(key));
  }
  return { ...brought, open: await found };
}

async function prepared(
  mirror: Mirror,
  commit: string,
  reach: SubmoduleReach | undefined,
  signal: AbortSignal | undefined,
  keepSignal: boolean,
): Promise<() => GitTree> {
  const rootHash = await rootOf(mirror, commit);
  const store = commitStore(mirror, commit, rootHash, keepSignal ? signal : undefined);
  // A revision that was told must be readable when the server is gone.
  if (!keepSignal) await store.prefetch();
  const options = { commit, rootHash, origin: mirror.url };
  const submodules: ReadonlyMap<string, GitSubtree> | undefined =
    reach && (await bringSubmodules({ url: mirror.url, rootHash, store }, reach, signal));
  return () => gitTree(store, { ...options, submodules });
}
