import { countedRequests, type Requests, since } from '../../lib/requests.ts';
import type { Place } from '../types.ts';

export interface Untouched {
  readonly seconds: number;
  readonly requests: Requests;
}

let made = 0;

/**
 * A commit of a file that nobody reads. From the moment it is said that there is one until whoever works has nothing left to do.
 * `steady` resolves with the time (`performance.now()`) at which that was so.
 */
export async function untouchedCommit(
  { git, client }: Place,
  announce: (commit: string) => Promise<void>,
  steady: (commit: string) => Promise<number>,
): Promise<Untouched> {
  const commit = await git.commit({ 'notes.txt': `note ${++made}\n` });
  const before = await countedRequests(client);
  const began = performance.now();
  const [ended] = await Promise.all([steady(commit), announce(commit)]);
  return { seconds: (ended - began) / 1_000, requests: since(before, await countedRequests(client)) };
}
