import { bring } from '../../git/fetch.ts';
import type { Mirror } from '../../git/mirror.ts';
import { runGit } from '../../git/run.ts';
import { Problem } from '../../lib/errors.ts';
import { treePath } from '../path.ts';
import { rootOf } from './root.ts';
import { commitStore } from './store.ts';
import type { GitStore, GitSubtree } from './tree.ts';

/** The mirror for the URL of a submodule, and the credential that its server may be shown. */
export type SubmoduleReach = (url: string) => Promise<Mirror>;

export interface Parent extends GitSubtree {
  readonly url: string;
}

const mostDepth = 5;
const mostSubmodules = 50;

/** Brings the submodules of a commit and theirs, each at the commit that its parent names. */
export async function bringSubmodules(
  parent: Parent,
  reach: SubmoduleReach,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, GitSubtree>> {
  const found = new Map<string, GitSubtree>();
  await bringInto(found, parent, '', { reach, signal, depth: 1 });
  return found;
}

interface Way {
  readonly reach: SubmoduleReach;
  readonly signal: AbortSignal | undefined;
  readonly depth: number;
}

async function bringInto(found: Map<string, GitSubtree>, parent: Parent, at: string, way: Way): Promise<void> {
  for (const { path, url } of await declared(parent)) {
    const commit = await gitlinkAt(parent, path);
    // Git ignores what .gitmodules says of a path where no submodule is.
    if (commit === undefined) continue;
    const where = at === '' ? path : `${at}/${path}`;
    if (way.depth > mostDepth) throw tooMany(parent.url, `submodules in submodules more than ${mostDepth} deep`);
    if (found.size === mostSubmodules) throw tooMany(parent.url, `more than ${mostSubmodules} submodules`);
    const subtree = await bringOne(resolveUrl(url, parent.url), commit, where, way);
    found.set(where, subtree);
    await bringInto(found, subtree, where, { ...way, depth: way.depth + 1 });
  }
}

async function bringOne(url: string, commit: string, where: string, { reach, signal }: Way): Promise<Parent> {
  try {
    const mirror = await reach(url);
    await bring(mirror, commit, signal);
    const rootHash = await rootOf(mirror, commit);
    const store = commitStore(mirror, commit, rootHash);
    await store.prefetch();
    return { url: mirror.url, rootHash, store };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message, hint } = error;
    throw new Problem(code, `the submodule ${where} cannot be fetched: ${message}`, { hint, cause: error });
  }
}

async function declared(parent: Parent): Promise<{ readonly path: string; readonly url: string }[]> {
  const entry = (await parent.store.entries(parent.rootHash)).find(({ name }) => name === '.gitmodules');
  if (entry?.kind !== 'file') return [];
  const text = Buffer.from(await parent.store.read(entry.hash, parent.rootHash)).toString('utf8');
  const output = await runGit(['config', '--file', '-', '--null', '--list'], { about: parent.url, input: text });
  const modules = new Map<string, { path?: string; url?: string }>();
  for (const line of output.toString('utf8').split('\0')) {
    const [, name, key, value] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(line) ?? [];
    if (name === undefined || key === undefined) continue;
    modules.set(name, { ...modules.get(name), [key]: value });
  }
  return [...modules.values()].flatMap(({ path, url }) =>
    path === undefined || url === undefined ? [] : [{ path: treePath(path), url }],
  );
}

/** The commit that a tree names at a path; undefined when something else is there. */
async function gitlinkAt(
  { store, rootHash }: { store: GitStore; rootHash: string },
  path: string,
): Promise<string | undefined> {
  let hash = rootHash;
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    const entry = (await store.entries(hash)).find(({ name }) => name === part);
    if (index === parts.length - 1) return entry?.kind === 'submodule' ? entry.hash : undefined;
    if (entry?.kind !== 'directory') return undefined;
    hash = entry.hash;
  }
  return undefined;
}

/** `./x` and `../x` are relative to the parent's own URL, as git-submodule(1) has it. */
export function resolveUrl(url: string, parent: string): string {
  if (!/^\.\.?\//.test(url)) return url;
  const [, server = '', path = ''] = /^([a-z+]+:\/\/[^/]*\/|[^/:]*:)(.*)$/i.exec(parent) ?? [];
  const parts = path.split('/').filter((part) => part !== '');
  for (const part of url.split('/')) {
    if (part === '..' && parts.pop() === undefined) {
      throw new Problem('InvalidInput', `the submodule URL ${url} leads out of ${parent}`);
    }
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return `${server}${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

function tooMany(url: string, what: string): Problem {
  return new Problem('LimitExceeded', `${url} has ${what}`);
}
