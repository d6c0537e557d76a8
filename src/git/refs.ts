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
  /** What the ref names itself: the tag object of an annotated tag, else the commit. */
  readonly object: string;
}

interface Named {
  readonly object: string;
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
  const name = nameOf(branch, tag);
  // With a flag the server sends only branches or only tags.
  const flags = branch === undefined ? (tag === undefined ? [] : ['--tags']) : ['--heads'];
  return demand(await advertised(url, flags, [name, `${name}^{}`], options), name, url);
}

function nameOf(branch: string | undefined, tag: string | undefined): string {
  if (branch !== undefined) return `refs/heads/${checked(branch)}`;
  return tag === undefined ? 'HEAD' : `refs/tags/${checked(tag)}`;
}

async function advertised(
  url: string,
  flags: readonly string[],
  patterns: readonly string[],
  options: Omit<GitOptions, 'about'>,
): Promise<Map<string, Named>> {
  const output = await runGit(['ls-remote', ...flags, '--', url, ...patterns], {
    timeoutMs: 60_000,
    ...options,
    about: url,
  });
  const refs = new Map<string, Named>();
  for (const line of output.toString('utf8').split('\n')) {
    const [oid, name] = line.split('\t');
    if (!oid || !name) continue;
    // A peeled tag (`^{}`) follows the tag object and is what the tag means.
    const bare = name.replace(/\^\{\}$/, '');
    refs.set(bare, { object: refs.get(bare)?.object ?? oid, commit: oid });
  }
  return refs;
}

function demand(refs: ReadonlyMap<string, Named>, name: string, url: string): Advertised {
  const found = refs.get(name);
  if (found) return { name, ...found };
  const [, kind, short] = /^refs\/(head|tag)s\/(.*)$/.exec(name) ?? [];
  const what = kind === undefined ? 'commit at all' : `${kind === 'head' ? 'branch' : 'tag'} ${short}`;
  throw new Problem('NotFound', `${url} has no ${what}`, {
    hint: kind === undefined ? 'push something to it' : 'check the name, and that Git answers at this URL',
  });
}

/** git check-ref-format's rules, as far as they keep a name from meaning something else. */
function checked(name: string): string {
  if (/^[^-./~^:?*[\\\s\0][^~^:?*[\\\s\0]*$/.test(name) && !/\.\.|@\{|\/\/|\.lock$|\/$/.test(name)) return name;
  throw new Problem('InvalidInput', `${JSON.stringify(name)} is no name of a branch or tag`);
}
