import { type Api, type ResourceType, typeOf } from '../../kube/index.ts';
import { type ObjectRef, refText } from '../../kube/object.ts';
import { type Feed, openFeed, type See } from './feed.ts';
import type { KubeObject } from '../../kube/object.ts';

export interface Sought {
  readonly ref: ObjectRef;
  /** The object carries the App's label, so that the one watch of all members of its kind sees it. */
  readonly labelled: boolean;
  /** Deletions need no more. */
  readonly metadataOnly: boolean;
  readonly since?: KubeObject | undefined;
}

/** Watches objects for all who wait: one watch a kind and namespace, opened when the first asks, kept until `close`. */
export interface Lookout {
  /** Resolves when `see` will be told; the function ends it. */
  watch(sought: Sought, see: See): Promise<() => void>;
  /** Calls back twice a second, for waits whose patience ends without an event. */
  tick(call: () => void): () => void;
  close(): void;
}

const tickMs = 500;

export function openLookout(
  api: Api,
  labelSelector: string | undefined,
  onPaced: (ref: ObjectRef, why: string) => void,
): Lookout {
  const feeds = new Map<string, Feed>();
  const end = new AbortController();
  const calls = new Set<() => void>();
  const timer = setInterval(() => {
    for (const call of calls) call();
  }, tickMs);

  const selectorOf = (
    ref: ObjectRef,
    labelled: boolean,
    metadataOnly: boolean,
  ): { labelSelector?: string; fieldSelector?: string } => {
    if (labelled && labelSelector) return { labelSelector };
    // Without a common label one watch of the metadata of all costs less than a connection for each.
    return metadataOnly ? {} : { fieldSelector: `metadata.name=${ref.name}` };
  };
  const feedOf = (type: ResourceType, { ref, labelled, metadataOnly }: Sought): Feed => {
    const selector = selectorOf(ref, labelled, metadataOnly);
    const namespace = type.namespaced ? ref.namespace || api.namespace : undefined;
    const key = [type.group, type.version, type.plural, namespace ?? '', metadataOnly, JSON.stringify(selector)].join(
      ' ',
    );
    const open = feeds.get(key);
    if (open) return open;
    const feed = openFeed(api, {
      type,
      namespace,
      metadataOnly,
      signal: end.signal,
      onPaced: (why) => onPaced(ref, why),
      ...selector,
    });
    feeds.set(key, feed);
    return feed;
  };

  return {
    async watch(sought, see) {
      const { ref, since } = sought;
      const type = await typeOf(api, ref.apiVersion, ref.kind, refText(ref));
      return feedOf(type, sought).add({ name: ref.name, since, see });
    },
    tick(call) {
      calls.add(call);
      return () => void calls.delete(call);
    },
    close() {
      clearInterval(timer);
      end.abort();
    },
  };
}
