import { mirrorOf } from '../../git/mirror.ts';
import { type Advertised, type GitRef, resolveRef } from '../../git/refs.ts';
import type { GitOptions } from '../../git/run.ts';
import type { GitAccess } from '../../git/access.ts';
import { parseGitUrl, refuseInTheClear } from '../../git/url.ts';
import { Problem } from '../../lib/errors.ts';
import { newestFirst, newestIn } from '../versions.ts';
import { isSameServer } from './access.ts';
import { bringTree } from './commit.ts';
import type { GitTree } from './tree.ts';

/** At most one of branch, tag, semver and commit; none means the branch that the repository's HEAD names. */
export interface GitSource {
  readonly url: string;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly semver?: string | undefined;
  readonly commit?: string | undefined;
  readonly submodules?: boolean | undefined;
}

/** A commit of a Git repository as a tree, whose revision is the commit's hash; with the keys and agents of whoever runs this. */
export async function openGit(source: GitSource, signal?: AbortSignal): Promise<GitTree> {
  const { text, login } = parseGitUrl(source.url);
  const access: GitAccess = { login };
  refuseInTheClear({ text, login }, access);
  const wanted = await wantedOf(source, text, { access, signal });
  const reach = async (url: string): Promise<ReturnType<typeof mirrorOf>> => {
    const other = parseGitUrl(url);
    const shown: GitAccess = isSameServer(other.text, text) ? access : { login: other.login };
    refuseInTheClear(other, shown);
    return mirrorOf(other.text, shown);
  };
  const options = { signal, keepSignal: true, ...(source.submodules ? { reach } : {}) };
  return (await bringTree(mirrorOf(text, access), wanted, options)).open();
}

/** What a source names now: a commit that it names by hash, or what the server says; one round trip. */
export async function wantedOf(
  source: GitSource,
  url: string,
  options: Omit<GitOptions, 'about'>,
): Promise<Advertised | string> {
  const ref = refOf(source, url);
  return ref.commit ?? (await resolveRef(url, ref, options));
}

function refOf({ branch, tag, semver, commit }: GitSource, url: string): GitRef {
  const given = Object.entries({ branch, tag, semver, commit }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(' and ');
    throw new Problem('InvalidSpec', `source.git names ${names}, and takes one of them`, { where: url });
  }
  const pick = semver === undefined ? undefined : (tags: readonly string[]) => pickTag(semver, tags, url);
  return { branch, tag, commit, pick };
}

function pickTag(range: string, tags: readonly string[], url: string): string {
  const newest = newestIn(range, tags);
  if (newest !== undefined) return newest;
  const some = newestFirst(tags).slice(0, 5);
  throw new Problem('NotFound', `no tag of ${url} is in the range ${range}`, {
    hint: some.length > 0 ? `the newest are ${some.join(', ')}` : 'none of its tags is a version',
  });
}
