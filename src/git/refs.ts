import { Problem } from '../lib/errors.ts';
import { type GitOptions, runGit } from './run.ts';

/** What to take from a repository. Nothing written: the branch its HEAD names. `pick` chooses among the names of all tags. */
export interface GitRef {
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly commit?: string | undefined;
  readonly pick?: ((tags: readonly string[]) => string) | undefined;
}

export interface Advertised {
  /** `refs/heads/main`, or `HEAD`. */
  readonly name: string;
  /** The commit, also where the ref is an annotated tag. */
  readonly commit: string;
}

/** Asks the server what a branch, a tag or HEAD is now: one round trip, nothing fetched. */
export async function resolveRef(url: string, ref: GitRef, options: Omit<GitOptions, 'about'>): Promise<Advertised> {
  const { branch, tag, pick } = ref;
  if (pick) {
    const tags = await advertised(url, ['--tags'], [], options);
    const names = [...tags.keys()].map((name) => name.slice('refs/tags/'.length));
    return demand(tags, `refs/tags/${pick(names)}`, url);
  }
  const name =
    branch === undefined ? (tag === undefined ? 'HEAD' : `refs/tags/${checked(tag)}`) : `refs/heads/${checked(branch)}`;
  return demand(await advertised(url, [], [name, `${name}^{}`], options), name, url);
}

async function advertised(
  url: string,
  flags: readonly string[],
  patterns: readonly string[],
  options: Omit<GitOptions, 'about'>,
): Promise<Map<string, string>> {
  const output = await runGit(['ls-remote', ...flags, '--', url, ...patterns], {
    ...options,
    about: url,
    timeoutMs: 60_000,
  });
  const refs = new Map<string, string>();
  for (const line of output.toString('utf8').split('\n')) {
    const [oid, name] = line.split('\t');
    // A peeled tag (`^{}`) follows the tag object and is what the tag means.
    if (oid && name) refs.set(name.replace(/\^\{\}$/, ''), oid);
  }
  return refs;
}

function demand(refs: ReadonlyMap<string, string>, name: string, url: string): Advertised {
  const commit = refs.get(name);
  if (commit !== undefined) return { name, commit };
  const [, kind, short] = /^refs\/(head|tag)s\/(.*)$/.exec(name) ?? [];
  const what = kind === undefined ? 'commit at all' : `${kind === 'head' ? 'branch' : 'tag'} ${short}`;
  throw new Problem('NotFound', `${url} has no ${what}`, {
    hint: kind === undefined ? 'push something to it' : 'check the name',
  });
}

/** git check-ref-format's rules, as far as they keep a name from meaning something else. */
function checked(name: string): string {
  if (/^[^-./~^:?*[\\\s\0][^~^:?*[\\\s\0]*$/.test(name) && !/\.\.|@\{|\/\/|\.lock$|\/$/.test(name)) return name;
  throw new Problem('InvalidInput', `${JSON.stringify(name)} is no name of a branch or tag`);
}
