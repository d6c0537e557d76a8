import { systemClock } from '../../lib/clock.ts';
import type { Api } from '../api.ts';
import type { ResourceType } from '../discovery/types.ts';
import { ApiError, isExpired, isKindNotServed, isNotFound } from '../errors.ts';
import { list } from '../verbs/list.ts';
import { nothingKnown, type ObjectEvent } from './known.ts';
import { countTrouble } from './trouble.ts';
import { watch, type WatchOptions } from './watch.ts';

export interface FollowOptions extends Omit<WatchOptions, 'resourceVersion'> {
  /** Told of each failure that is waited out. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

export type FollowEvent = { readonly type: 'synced' } | ObjectEvent;

/** A 404 of a whole collection may be a server that is still starting; after so many in a row the kind is gone. */
const goneAfter = 5;

/**
 * A collection for ever: its objects, then `synced`, then every change, whatever happens to connections and history in between.
 * Until `synced` a refusal or an unreachable server is thrown; after it only the end of the kind is. Ends when the signal aborts.
 */
export async function* follow(
  api: Api,
  type: ResourceType,
  options: FollowOptions = {},
): AsyncGenerator<FollowEvent, void> {
  const { signal, clock = systemClock, random = Math.random } = options;
  const known = nothingKnown();
  const trouble = countTrouble(clock, random, signal);
  let synced = false;
  let version: string | undefined;
  for (;;) {
    if (signal?.aborted) return;
    let started = clock.now();
    let failure: unknown;
    try {
      if (version === undefined) {
        const found = await list(api, type, options);
        yield* known.compare(found.items);
        if (!synced) yield { type: 'synced' };
        synced = true;
        version = found.resourceVersion;
        started = clock.now();
      }
      for await (const event of watch(api, type, { ...options, resourceVersion: version })) {
        version = versionAfter(event) || version;
        if (event.type !== 'bookmark') yield* known.update(event);
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (synced ? endsIt(error, trouble.failures) : !isPassing(error)) throw error;
      if (isExpired(error)) version = undefined;
      options.onTrouble?.(error);
      failure = error;
    }
    await trouble.pause(clock.now() - started, failure);
  }
}

function versionAfter(event: {
  readonly type: string;
  readonly object?: { readonly metadata: { resourceVersion?: string } };
  readonly resourceVersion?: string;
}): string | undefined {
  return event.object ? event.object.metadata.resourceVersion : event.resourceVersion;
}

/** Before the first list is through, only what the server itself calls temporary is waited out. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 410);
}

/** Rights may come back, and so may a server; a kind that is gone does not. */
function endsIt(error: unknown, failures: number): boolean {
  if (isKindNotServed(error)) return true;
  return isNotFound(error) && failures >= goneAfter;
}
