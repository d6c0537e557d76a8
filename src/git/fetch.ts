import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../lib/digest.ts';
import { Problem } from '../lib/errors.ts';
import { DamagedMirror, NotOffered } from './failure.ts';
import { changing, epochOf, type Mirror, packsOf, tidy } from './mirror.ts';
import type { Advertised } from './refs.ts';
import { runGit } from './run.ts';

/** A commit of a mirror, and the tag object that led to it where there was one. */
export type Brought = Omit<Advertised, 'name'>;

/** What this process knows to be in a mirror, by its directory and epoch. */
const known = new Map<string, { readonly epoch: number; readonly objects: Set<string> }>();
const mostKnown = 1_000;

/**
 * Brings what a ref names, or a commit by its hash, into the mirror; its blobs may stay with the server. What is there already costs
 * nothing. A branch may have moved since it was asked for: what comes back is what it is now.
 */
export async function bring(mirror: Mirror, wanted: Advertised | string, signal?: AbortSignal): Promise<Brought> {
  const hashes = typeof wanted === 'string' ? [checkedHash(wanted)] : [wanted.commit, wanted.object];
  const there = (): Brought => ({ commit: hashes[0] ?? '', object: hashes.at(-1) ?? '' });
  if (hashes.every((hash) => isKnown(mirror, hash))) return there();
  const brought = await changing(mirror, signal, async () => {
    if (await hasAll(mirror, hashes)) return there();
    await tidy(mirror);
    return typeof wanted === 'string'
      ? await bringCommit(mirror, wanted, signal)
      : await bringRef(mirror, wanted.name, signal);
  });
  note(mirror, brought);
  return brought;
}

async function bringRef(mirror: Mirror, name: string, signal: AbortSignal | undefined): Promise<Brought> {
  const kept = keptRef(name);
  await fetch(mirror, ['--depth=1', 'origin', `+${name}:${kept}`], signal);
  const hashes = await runGit(['rev-parse', `${kept}^{commit}`, kept], {
    directory: mirror.directory,
    about: mirror.url,
  }).catch((error: unknown) => {
    throw new Problem('InvalidInput', `${mirror.url} has ${name}, but it names no commit`, { cause: error });
  });
  const [commit = '', object = ''] = hashes.toString('utf8').trim().split('\n');
  if (await hasAll(mirror, [commit, object])) return { commit, object };
  throw new DamagedMirror('SourceUnavailable', `the local copy of ${mirror.url} does not keep what is fetched`);
}

async function bringCommit(mirror: Mirror, commit: string, signal: AbortSignal | undefined): Promise<Brought> {
  try {
    await fetch(mirror, ['--depth=1', 'origin', `+${commit}:${keptRef(commit)}`], signal);
  } catch (error) {
    if (!(error instanceof NotOffered)) throw error;
    // A server that gives out only what its refs name: take those with their history and look there.
    const whole = existsSync(join(mirror.directory, 'shallow')) ? ['--unshallow'] : [];
    await fetch(mirror, [...whole, 'origin', '+refs/heads/*:refs/tug/heads/*', '+refs/tags/*:refs/tug/tags/*'], signal);
  }
  if (await hasAll(mirror, [commit])) return { commit, object: commit };
  throw new Problem('NotFound', `${mirror.url} has no commit ${commit} on any branch or tag`);
}

/** One name for each ref, so that `a` and `a/b` do not get into each other's way. */
function keptRef(name: string): string {
  return `refs/tug/${sha256Hex(name).slice(0, 32)}`;
}

const mostBytes = 4 * 2 ** 30;

/** Blobs stay with the server until something reads them, where the server can leave them out. */
async function fetch(mirror: Mirror, what: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const { directory, url, access } = mirror;
  const flags = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-gc', '--force'];
  const tooMuch = new AbortController();
  const look = async (): Promise<void> => {
    if ((await packsOf(mirror)).bytes < mostBytes) return;
    const message = `${url} is more than the ${mostBytes / 2 ** 30} GB that a repository may have without its history`;
    tooMuch.abort(new Problem('LimitExceeded', message));
  };
  const watch = setInterval(() => void look(), 1_000);
  try {
    await runGit(['fetch', ...flags, '--filter=blob:none', ...what], {
      directory,
      access,
      about: url,
      signal: signal ? AbortSignal.any([signal, tooMuch.signal]) : tooMuch.signal,
    });
  } finally {
    clearInterval(watch);
  }
}

/** Whether the commits with all their trees, and the tags, are here. Asks nobody. */
async function hasAll({ directory, url }: Mirror, hashes: readonly string[]): Promise<boolean> {
  const walk = ['rev-list', '--quiet', '--objects', '--no-walk', '--missing=allow-promisor'];
  const [commit, ...others] = hashes;
  const options = { directory, about: url };
  try {
    await runGit([...walk, `${commit}^{tree}`], options);
    for (const other of others) if (other !== commit) await runGit(['cat-file', '-e', other], options);
    return true;
  } catch {
    return false;
  }
}

function isKnown(mirror: Mirror, hash: string): boolean {
  const of = known.get(mirror.directory);
  return of?.epoch === epochOf(mirror) && of.objects.has(hash);
}

function note(mirror: Mirror, { commit, object }: Brought): void {
  const epoch = epochOf(mirror);
  let of = known.get(mirror.directory);
  if (of?.epoch !== epoch || of.objects.size > mostKnown) of = { epoch, objects: new Set() };
  of.objects.add(commit).add(object);
  known.set(mirror.directory, of);
}

/** What was thought to be there is not. */
export function forget({ directory }: Mirror): void {
  known.delete(directory);
}

function checkedHash(commit: string): string {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return commit;
  throw new Problem('InvalidInput', `${commit} is no whole commit hash`, { hint: 'write all 40 digits' });
}
