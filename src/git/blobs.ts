import { withLock } from '../lib/lock.ts';
import type { Mirror } from './fetch.ts';
import { runGit } from './run.ts';

/** The objects under a tree (by its hash) that are still with the server. Asks nobody. */
export async function missingUnder({ directory, url }: Mirror, tree: string): Promise<string[]> {
  const output = await runGit(['rev-list', '--objects', '--missing=print', '--no-object-names', tree], {
    directory,
    about: url,
    maxBytes: 256 * 2 ** 20,
  });
  return output
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith('?'))
    .map((line) => line.slice(1));
}

/** Fetches objects by their hashes, all in one exchange: what git itself does when it finds one missing. */
export async function fetchObjects(
  { directory, url, credential }: Mirror,
  hashes: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (hashes.length === 0) return;
  const flags = [
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--no-auto-gc',
    '--filter=blob:none',
    '--stdin',
  ];
  const options = { timeoutMs: 600_000, holder: `another fetch of ${url}`, signal };
  await withLock(`${directory}.lock`, options, () =>
    runGit(['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', ...flags, 'origin'], {
      directory,
      credential,
      about: url,
      input: `${hashes.join('\n')}\n`,
      signal,
    }),
  );
}
