/** One collection followed for ever: a promise for its first list, and then every change. */
import { type Api, follow, type FollowEvent, type ResourceType } from '../../kube/index.ts';

export interface CollectionOptions {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly metadataOnly: boolean;
  readonly see: (event: Exclude<FollowEvent, { type: 'synced' }>) => void;
  /** It ended by itself: before its first list with a refusal, after it because the kind is gone. */
  readonly ended: (error: unknown) => void;
}

export interface Collection {
  /** Rejects with what kept it from being listed. */
  readonly synced: Promise<void>;
  readonly close: () => void;
}

export function collect(api: Api, options: CollectionOptions): Collection {
  const { type, see, ended, ...selection } = options;
  const first = Promise.withResolvers<void>();
  const end = new AbortController();
  const run = async (): Promise<void> => {
    for await (const event of follow(api, type, { ...selection, signal: end.signal })) {
      if (event.type === 'synced') first.resolve();
      else see(event);
    }
  };
  run().then(
    () => first.reject(end.signal.reason as Error),
    (error: unknown) => {
      first.reject(error);
      if (!end.signal.aborted) ended(error);
    },
  );
  // Whoever waits is told; nobody has to.
  first.promise.catch(() => undefined);
  return { synced: first.promise, close: () => end.abort() };
}
