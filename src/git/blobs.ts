import { changing, type Mirror } from './mirror.ts';
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
export async function fetchObjects(mirror: Mirror, hashes: readonly string[], signal?: AbortSignal): Promise<void> {
  if (hashes.length === 0) return;
  const flags = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-gc'];
  const { directory, url, access } = mirror;
  await changing(mirror, signal, () =>
    runGit(['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', ...flags, '--filter=blob:none', '--stdin', 'origin'], {
      directory,
      access,
      about: url,
      input: `${hashes.join('\n')}\n`,
      signal,
    }),
  );
}
