import type { Api } from '../api.ts';
import { isKindNotServed, isNotFound } from '../errors.ts';
import { resourcePath } from './path.ts';
import { resolve, type Ref, type Target } from './resolve.ts';

export interface RemoveOptions {
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan' | undefined;
  /** Only this very object: ApiError Conflict when another one has its name by now. */
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly gracePeriodSeconds?: number | undefined;
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Asks for the deletion; finalizers may keep the object for a while after `deleted`. `absent`: there was nothing, or not even its kind. */
export async function remove(api: Api, ref: Ref, options: RemoveOptions = {}): Promise<'deleted' | 'absent'> {
  try {
    await send(api, await resolve(api, ref), options);
    return 'deleted';
  } catch (error) {
    if (isNotFound(error) || (isKindNotServed(error) && !error.outage)) return 'absent';
    throw error;
  }
}

async function send(api: Api, { type, place, about }: Target, options: RemoveOptions): Promise<void> {
  const { propagation, uid, resourceVersion, gracePeriodSeconds, dryRun, signal } = options;
  await api.request({
    method: 'DELETE',
    path: resourcePath(type, place),
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: propagation,
      gracePeriodSeconds,
      preconditions: uid === undefined && resourceVersion === undefined ? undefined : { uid, resourceVersion },
      dryRun: dryRun ? ['All'] : undefined,
    },
    verb: dryRun ? 'DRYRUN' : 'DELETE',
    // Without a uid a repeat could delete an object made in between.
    idempotent: uid !== undefined || (dryRun ?? false),
    about,
    signal,
  });
}
