/** One watch, shared by all who wait for an object of its collection. */
import {
  type Api,
  find,
  follow,
  isForbidden,
  isKindNotServed,
  isNotFound,
  type ResourceType,
} from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { messageOf } from '../../lib/errors.ts';
import { sleep } from '../../lib/async.ts';
import { isOlder } from './version.ts';

/** Called with every state of the object, and with undefined when it is not there. */
export type See = (object: KubeObject | undefined) => void;

export interface Watcher {
  readonly name: string;
  /** States older than this one say nothing: the feed may lag behind the answer to our own write. */
  readonly since?: KubeObject | undefined;
  readonly see: See;
}

export interface FeedOptions {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly metadataOnly: boolean;
  readonly signal: AbortSignal;
  /** Told once, when the watch is not possible and objects are fetched one by one instead. */
  readonly onPaced: (why: string) => void;
}

export interface Feed {
  /** Returns the end of it. */
  add(watcher: Watcher): () => void;
}

export function openFeed(api: Api, options: FeedOptions): Feed {
  const latest = new Map<string, KubeObject>();
  const watchers = new Map<string, Set<Watcher>>();
  /** It was there before the first list was asked for, so that its absence in it means something although it has a `since`. */
  let first: Watcher | undefined;
  let synced = false;
  const denied = new AbortController();

  const tell = (name: string, object: KubeObject | undefined, seen: KubeObject): void => {
    for (const watcher of watchers.get(name) ?? []) {
      if (!watcher.since || !isOlder(seen, watcher.since)) watcher.see(object);
    }
  };
  const run = async (): Promise<void> => {
    const signal = AbortSignal.any([options.signal, denied.signal]);
    // Whoever may list but not watch would be told nothing for ever.
    const onTrouble = (error: unknown): void => (isForbidden(error) ? denied.abort(error) : undefined);
    for await (const event of follow(api, options.type, { ...options, signal, onTrouble })) {
      if (event.type === 'synced') {
        synced = true;
        absent((watcher) => !latest.has(watcher.name) && (!watcher.since || watcher === first));
        continue;
      }
      const object = event.type === 'deleted' ? event.object : lean(event.object);
      const { name = '' } = object.metadata;
      if (event.type === 'deleted') {
        latest.delete(name);
        tell(name, undefined, object);
      } else {
        latest.set(name, object);
        tell(name, object, object);
      }
    }
    if (denied.signal.aborted) throw denied.signal.reason as Error;
  };
  const absent = (which: (watcher: Watcher) => boolean): void => {
    for (const set of watchers.values()) for (const watcher of set) if (which(watcher)) watcher.see(undefined);
  };
  const otherwise = (error: unknown): Promise<void> | void => {
    if (options.signal.aborted) return;
    if (isKindNotServed(error) || isNotFound(error)) {
      // The kind went away, and took its objects along.
      synced = true;
      return absent(() => true);
    }
    options.onPaced(isForbidden(error) ? 'this user may not watch them' : messageOf(error));
    return paced(api, options, watchers);
  };
  void run().catch(otherwise);

  return {
    add(watcher) {
      const set = watchers.get(watcher.name) ?? new Set();
      watchers.set(watcher.name, set.add(watcher));
      first ??= watcher;
      const known = latest.get(watcher.name);
      if (known && !(watcher.since && isOlder(known, watcher.since))) watcher.see(known);
      if (!known && synced && !watcher.since) watcher.see(undefined);
      return () => {
        set.delete(watcher);
        if (set.size === 0 && watchers.get(watcher.name) === set) watchers.delete(watcher.name);
      };
    },
  };
}

const pauseMs = 2_000;

/** Where a watch is not allowed: one GET after the other, with a pause after each round. */
async function paced(
  api: Api,
  options: FeedOptions,
  watchers: ReadonlyMap<string, ReadonlySet<Watcher>>,
): Promise<void> {
  const { type, namespace, metadataOnly, signal } = options;
  while (!signal.aborted) {
    for (const [name, set] of watchers) {
      // A failed look is repeated in the next round; the deadline is the waiter's.
      const object = await find(api, { type, namespace, name }, { metadataOnly, signal }).catch(() => null);
      if (object === null) continue;
      for (const watcher of set) if (!object || !watcher.since || !isOlder(object, watcher.since)) watcher.see(object);
    }
    await sleep(pauseMs, signal).catch(() => undefined);
  }
}

/** managedFields are half of an object and say nothing about its health. */
function lean(object: KubeObject): KubeObject {
  delete object.metadata.managedFields;
  return object;
}
