import { systemClock, type Clock } from '../../lib/clock.ts';
import { Problem } from '../../lib/errors.ts';
import type { Api } from '../api.ts';
import type { ResourceType } from '../discovery/types.ts';
import { metadataAccept } from '../verbs/accept.ts';
import { resourcePath } from '../verbs/path.ts';
import { readEvent, type WatchEvent } from './events.ts';
import { lines } from './lines.ts';
import { listenForSilence } from './silence.ts';

export interface WatchOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly metadataOnly?: boolean | undefined;
  /** Where to go on from: of a list, an event or a bookmark. */
  readonly resourceVersion: string;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

/** The server ends a watch after this long; at random, so that watches begun together do not end together. */
const lifeSeconds = { least: 300, most: 600 };
/** Beyond the time after which the server should have ended the watch. */
const graceMs = 30_000;
/** kube-apiserver sends a bookmark a minute; a connection that had two of them and then misses two is dead. */
const bookmarkSilenceMs = 150_000;

/** One connection's events; ends when the server ends it or the signal aborts. Throws ApiError for an ERROR event (410 included) and a Problem when the line is cut or silent. */
export async function* watch(api: Api, type: ResourceType, options: WatchOptions): AsyncGenerator<WatchEvent> {
  const { namespace, labelSelector, fieldSelector, resourceVersion, metadataOnly, signal } = options;
  const clock = options.clock ?? systemClock;
  const timeoutSeconds = lifetime(options.random ?? Math.random);
  const about = `the watch of ${type.plural}${namespace ? ` in namespace ${namespace}` : ''}`;
  const cut = new AbortController();
  let bookmarks = 0;
  const listener = listenForSilence(
    clock,
    () => (bookmarks > 1 ? bookmarkSilenceMs : timeoutSeconds * 1_000 + graceMs),
    () => cut.abort(silent(about)),
  );
  try {
    const chunks = await api.stream({
      method: 'GET',
      path: resourcePath(type, { namespace }),
      query: { watch: true, allowWatchBookmarks: true, resourceVersion, timeoutSeconds, labelSelector, fieldSelector },
      verb: 'WATCH',
      about,
      signal: signal ? AbortSignal.any([signal, cut.signal]) : cut.signal,
      ...(metadataOnly ? { accept: metadataAccept.object } : {}),
    });
    for await (const line of lines(heard(chunks, listener.heard))) {
      const event = readEvent(type, line, about);
      if (event?.type === 'bookmark') bookmarks += 1;
      if (event) yield event;
    }
  } catch (error) {
    if (signal?.aborted) return;
    throw error;
  } finally {
    listener.stop();
  }
}

function lifetime(random: () => number): number {
  return Math.round(lifeSeconds.least + random() * (lifeSeconds.most - lifeSeconds.least));
}

function silent(about: string): Problem {
  return new Problem('Unreachable', 'the server has gone silent', {
    where: about,
    hint: 'the connection is made anew',
  });
}

async function* heard(chunks: AsyncIterable<Uint8Array>, note: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    note();
    yield chunk;
  }
}
