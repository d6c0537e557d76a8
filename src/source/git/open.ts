import { fetchGit } from '../../git/fetch.ts';
import { objectsOf } from '../../git/objects.ts';
import type { GitCredential } from '../../git/url.ts';
import { Problem } from '../../lib/errors.ts';
import { newestFirst, newestIn } from '../versions.ts';
import { mirrorStore } from './store.ts';
import { type GitTree, gitTree } from './tree.ts';

/** At most one of branch, tag, semver and commit; none means the branch that the repository's HEAD names. */
export interface GitSource {
  readonly url: string;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly semver?: string | undefined;
  readonly commit?: string | undefined;
}

/** A commit of a Git repository as a tree, whose revision is the commit's hash. */
export async function openGit(source: GitSource, signal?: AbortSignal, credential?: GitCredential): Promise<GitTree> {
  const { url, branch, tag, semver, commit } = source;
  const given = Object.entries({ branch, tag, semver, commit }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    throw new Problem(
      'InvalidSpec',
      `source.git names ${given.map(([name]) => name).join(' and ')}, and takes one of them`,
      { where: url },
    );
  }
  const pick = semver === undefined ? undefined : (tags: readonly string[]) => pickTag(semver, tags, url);
  const fetched = await fetchGit({ url, ref: { branch, tag, commit, pick }, credential, signal });
  const { mirror } = fetched;
  const header = (await objectsOf(mirror.directory).contents(fetched.commit)).bytes.toString('latin1');
  const rootHash = /^tree ([0-9a-f]+)$/m.exec(header)?.[1];
  if (rootHash === undefined) {
    throw new Problem(
      'SourceUnavailable',
      `${mirror.url} has no commit ${fetched.commit}, but something else of that hash`,
    );
  }
  return gitTree(mirrorStore(mirror, signal), { commit: fetched.commit, rootHash, origin: mirror.url });
}

function pickTag(range: string, tags: readonly string[], url: string): string {
  const newest = newestIn(range, tags);
  if (newest !== undefined) return newest;
  const some = newestFirst(tags).slice(0, 5);
  throw new Problem('NotFound', `no tag of ${url} is in the range ${range}`, {
    hint: some.length > 0 ? `the newest are ${some.join(', ')}` : 'none of its tags is a version',
  });
}
