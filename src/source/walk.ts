import { joinPath } from './path.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** Everything under a directory that is not a directory, in byte order of the names at each level. Trees have no link loops. */
export async function* walk(
  tree: Tree,
  directory: string,
  skip: (entry: TreeEntry) => boolean = () => false,
): AsyncGenerator<TreeEntry> {
  for (const entry of await tree.list(directory)) {
    if (skip(entry)) continue;
    if (entry.kind === 'directory') yield* walk(tree, joinPath(directory, entry.name), skip);
    else yield entry;
  }
}
