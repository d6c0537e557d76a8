import { openFeed } from '../../apply/wait/feed.ts';
import { refKey } from '../../kube/object.ts';
import { deadline, sleep } from '../../lib/async.ts';
import { Problem } from '../../lib/errors.ts';
import type { AppRef } from '../ledger/ledger.ts';
import type { World } from '../world.ts';
import { appObject } from './holding.ts';
import { appType, type Pulled, pulledOf } from './object.ts';
import { operatorLives } from './operators.ts';

export interface FollowRequest<T> {
  readonly ref: AppRef;
  readonly timeoutMs: number;
  /** With every state of it, undefined once it is not there: the result that ends it, or what is waited for in words. */
  readonly see: (app: Pulled | undefined) => { readonly end: T } | { readonly waiting: string };
  /** Whether nothing goes on without an operator, so that it is an error that none runs. */
  readonly needsOperator: (app: Pulled) => boolean;
}

/** An operator answers within this long; only then somebody asks whether there is one. */
const patienceMs = 4_000;

/**
 * Follows one App object by a watch until `see` ends it; `late` with the last words when the time is up. Problem `Failed` when only an
 * operator could go on and none runs.
 */
export async function followApp<T>(
  request: FollowRequest<T>,
  world: World,
): Promise<{ readonly end: T } | { readonly late: string }> {
  const { ref, see } = request;
  const type = await appType(world.api);
  if (!type) return seen(see(undefined));
  const shown = appObject(ref);
  const tell = (kind: 'waiting' | 'healthy', message: string): void =>
    world.onProgress({ kind, step: refKey(shown), object: shown, message, at: world.now() });
  const late = deadline(world.signal, request.timeoutMs);
  const over = new AbortController();
  const signal = AbortSignal.any([late, over.signal]);
  let last: Pulled | undefined;
  let words = 'nothing is known of it yet';
  try {
    return await new Promise((resolve, reject) => {
      const onLate = (): void =>
        world.signal?.aborted ? reject(world.signal.reason as Error) : resolve({ late: words });
      if (late.aborted) return onLate();
      late.addEventListener('abort', onLate, { once: true });
      openFeed(world.api, {
        type,
        namespace: ref.namespace,
        fieldSelector: `metadata.name=${ref.name}`,
        metadataOnly: false,
        signal,
        onPaced: (why) => tell('waiting', `looked at from time to time, because ${why}`),
      }).add({
        name: ref.name,
        see: (object) => {
          try {
            last = object && pulledOf(object);
            const found = see(last);
            if ('end' in found) return resolve(found);
            words = found.waiting;
            tell('waiting', words);
          } catch (error) {
            reject(error);
          }
        },
      });
      watchOverOperators(world, signal, () => last !== undefined && request.needsOperator(last)).catch(reject);
    });
  } finally {
    over.abort();
  }
}

function seen<T>(found: { readonly end: T } | { readonly waiting: string }): { end: T } | { late: string } {
  return 'end' in found ? found : { late: found.waiting };
}

/** Rejects when an operator is needed and none runs. */
async function watchOverOperators({ api }: World, signal: AbortSignal, needed: () => boolean): Promise<void> {
  try {
    for (;;) {
      await sleep(patienceMs, signal);
      if (!needed() || (await operatorLives(api, (ms) => sleep(ms, signal))) !== false || !needed()) continue;
      throw new Problem('Failed', 'no operator runs in this cluster, and nothing goes on without one', {
        where: api.server,
        hint: 'start it again (kubectl get pods -n tug-system), or run one with tug operator; it goes on from here',
      });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
