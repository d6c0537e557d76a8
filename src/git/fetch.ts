import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '../lib/cache.ts';
import { sha256Hex } from '../lib/digest.ts';
import { Problem } from '../lib/errors.ts';
import { withLock } from '../lib/lock.ts';
import { DamagedMirror, NotOffered } from './failure.ts';
import { type GitRef, resolveRef } from './refs.ts';
import { runGit } from './run.ts';
import { type GitCredential, parseGitUrl, refuseInTheClear } from './url.ts';

export interface GitRequest {
  readonly url: string;
  readonly ref: GitRef;
  readonly credential?: GitCredential | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A commit that the local mirror has; its blobs may still be with the server. */
export interface Fetched {
  readonly mirror: Mirror;
  readonly commit: string;
}

export interface Mirror {
  readonly directory: string;
  readonly url: string;
  readonly credential: GitCredential | undefined;
}

/**
 * Brings one commit into a bare mirror in the cache and says which it is: the newest of a branch or tag, or the one named.
 * A commit that is there already costs one question to the server, and none when it was asked for by name.
 */
export async function fetchGit({ url, ref, credential, signal }: GitRequest): Promise<Fetched> {
  const address = parseGitUrl(url);
  const used = credential ?? address.credential;
  refuseInTheClear(address, used);
  const directory = join(cacheDirectory(), 'git', `${sha256Hex(address.text).slice(0, 32)}.git`);
  const mirror = { directory, url: address.text, credential: used };
  const options = { timeoutMs: 600_000, holder: `another fetch of ${address.text}`, signal };
  return await withLock(`${directory}.lock`, options, async () => {
    try {
      return await bring(mirror, ref, signal);
    } catch (error) {
      if (!(error instanceof DamagedMirror)) throw error;
      await rm(directory, { recursive: true, force: true });
      return await bring(mirror, ref, signal);
    }
  });
}

async function bring(mirror: Mirror, ref: GitRef, signal: AbortSignal | undefined): Promise<Fetched> {
  await prepare(mirror);
  if (ref.commit !== undefined) return await bringCommit(mirror, ref.commit, signal);
  const wanted = await resolveRef(mirror.url, ref, { credential: mirror.credential, signal });
  if (await has(mirror, wanted.commit)) return { mirror, commit: wanted.commit };
  const kept = keptRef(wanted.name);
  await fetch(mirror, ['--depth=1', 'origin', `+${wanted.name}:${kept}`], signal);
  // The branch may have moved since the question; what came is what it is now.
  const commit = await runGit(['rev-parse', '--verify', `${kept}^{commit}`], {
    directory: mirror.directory,
    about: mirror.url,
  });
  return { mirror, commit: commit.toString('utf8').trim() };
}

async function bringCommit(mirror: Mirror, commit: string, signal: AbortSignal | undefined): Promise<Fetched> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    throw new Problem('InvalidInput', `${commit} is no whole commit hash`, { hint: 'write all 40 digits' });
  }
  if (await has(mirror, commit)) return { mirror, commit };
  try {
    await fetch(mirror, ['--depth=1', 'origin', `+${commit}:${keptRef(commit)}`], signal);
  } catch (error) {
    if (!(error instanceof NotOffered)) throw error;
    // A server that gives out only what its refs name: take those with their history and look there.
    const whole = existsSync(join(mirror.directory, 'shallow')) ? ['--unshallow'] : [];
    await fetch(mirror, [...whole, 'origin', '+refs/heads/*:refs/tug/heads/*', '+refs/tags/*:refs/tug/tags/*'], signal);
  }
  if (await has(mirror, commit)) return { mirror, commit };
  throw new Problem('NotFound', `${mirror.url} has no commit ${commit} on any branch or tag`);
}

/** One name for each ref, so that `a` and `a/b` do not get into each other's way. */
function keptRef(name: string): string {
  return `refs/tug/${sha256Hex(name).slice(0, 32)}`;
}

/** Blobs stay with the server until something reads them, where the server can leave them out. */
async function fetch(
  { directory, url, credential }: Mirror,
  what: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const flags = [
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--no-auto-gc',
    '--force',
    '--filter=blob:none',
  ];
  await runGit(['fetch', ...flags, ...what], { directory, credential, about: url, signal });
}

async function prepare({ directory, url }: Mirror): Promise<void> {
  if (existsSync(join(directory, 'HEAD'))) return;
  await mkdir(directory, { recursive: true });
  await runGit(['init', '--quiet', '--bare', '--template=', directory], { about: url });
  await runGit(['config', 'remote.origin.url', url], { directory, about: url });
}

/** Whether the commit and all its trees are here. Asks nobody. */
async function has({ directory, url }: Mirror, commit: string): Promise<boolean> {
  const walk = ['rev-list', '--quiet', '--objects', '--no-walk', '--missing=allow-promisor', `${commit}^{tree}`];
  return await runGit(walk, { directory, about: url }).then(
    () => true,
    () => false,
  );
}
