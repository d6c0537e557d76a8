import type { KubeObject } from '../../src/kube/object.ts';
import type { Client, Event } from './client.ts';

/** All objects of a collection as a watch tells them. */
export interface Observed {
  /** By `namespace/name`. */
  get(key: string): KubeObject | undefined;
  /**
   * Resolves with the time (`performance.now()`) at which the last of the keys was first seen as `holds` wants it. An object that
   * is not there is undefined.
   */
  until(what: string, keys: Iterable<string>, holds: Holds, timeoutMs: number): Promise<number>;
  end(): Promise<void>;
}

type Holds = (object: KubeObject | undefined) => boolean;

interface List {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly KubeObject[];
}

interface Wait {
  readonly left: Set<string>;
  readonly holds: Holds;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

export const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;

export async function observe(client: Client, path: string): Promise<Observed> {
  const objects = new Map<string, KubeObject>();
  const waits = new Set<Wait>();
  const { apiVersion, kind, metadata, items } = JSON.parse(await client.send('GET', path)) as List;
  // The items of a list do not say what they are.
  for (const item of items) objects.set(keyOf(item), { ...item, apiVersion, kind: kind.replace(/List$/, '') });
  const stop = new AbortController();
  let version = metadata.resourceVersion;
  const onEvent = ({ type, object }: Event): void => {
    if (type === 'ERROR') throw new Error(`the watch of ${path} ended: ${JSON.stringify(object)}`);
    version = object.metadata.resourceVersion ?? version;
    const key = keyOf(object);
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, object);
    for (const wait of waits) check(wait, key, objects.get(key));
  };
  // An API server ends a watch whose reader was too slow for it; it goes on from where it was.
  const watching = async (): Promise<void> => {
    while (!stop.signal.aborted) await client.watch(path, version, onEvent, stop.signal);
  };
  const ended = watching().then(
    () => new Error(`the watch of ${path} ended`),
    (error: unknown) => error as Error,
  );
  void ended.then((error) => {
    for (const { fail } of waits) fail(error);
  });
  return {
    get: (key) => objects.get(key),
    until: async (what, keys, holds, timeoutMs) => {
      const left = new Set<string>();
      for (const key of keys) if (!holds(objects.get(key))) left.add(key);
      if (left.size === 0) return performance.now();
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const wait: Wait = { left, holds, done: () => resolve(performance.now()), fail: reject };
      const timer = setTimeout(() => reject(new Error(leftOver(what, left, objects, timeoutMs))), timeoutMs);
      waits.add(wait);
      try {
        return await promise;
      } finally {
        waits.delete(wait);
        clearTimeout(timer);
      }
    },
    end: async () => {
      stop.abort();
      await ended;
    },
  };
}

function check({ left, holds, done }: Wait, key: string, object: KubeObject | undefined): void {
  if (left.has(key) && holds(object)) left.delete(key);
  if (left.size === 0) done();
}

function leftOver(what: string, left: Set<string>, objects: Map<string, KubeObject>, timeoutMs: number): string {
  const [first = ''] = left;
  const found = JSON.stringify(objects.get(first)?.status ?? objects.get(first) ?? 'not there').slice(0, 800);
  return `${what}: ${left.size} are left after ${timeoutMs / 1_000} s; ${first}: ${found}`;
}
