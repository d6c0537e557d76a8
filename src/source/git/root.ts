import type { Mirror } from '../../git/mirror.ts';
import { objectsOf } from '../../git/objects.ts';
import { Problem } from '../../lib/errors.ts';

/** The root tree of a commit. */
export async function rootOf(mirror: Mirror, commit: string): Promise<string> {
  const { type, bytes } = await objectsOf(mirror.directory).contents(commit);
  const root = /^tree ([0-9a-f]+)$/m.exec(bytes.toString('latin1'))?.[1];
  if (type === 'commit' && root !== undefined) return root;
  throw new Problem('SourceUnavailable', `${mirror.url} has no commit ${commit}, but something else of that hash`);
}
