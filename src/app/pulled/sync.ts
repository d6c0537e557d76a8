import type { AppRef } from '../ledger/ledger.ts';
import type { World } from '../world.ts';
import { type PulledEnd, verdictOf, wordsOf } from './ended.ts';
import { followApp } from './follow.ts';
import { annotate, appObject } from './holding.ts';
import type { Pulled } from './object.ts';
import { standingOf } from './standing.ts';
import { gone } from './wait.ts';

const syncAnnotation = 'tug.dev/sync';

/** Asks the operator to act now; of an App in mode manual it is the leave to write. Gives what was asked, which its status repeats once it is carried out. */
export async function requestSync(ref: AppRef, { api, now }: World): Promise<string> {
  const asked = new Date(now()).toISOString();
  await annotate(api, appObject(ref), { [syncAnnotation]: asked });
  return asked;
}

/** Waits until the operator has acted on a request and it is decided how it ended. `before` is the release the App had when it was asked. */
export async function waitForSync(
  request: { readonly ref: AppRef; readonly asked: string; readonly timeoutMs: number; readonly before: number },
  world: World,
): Promise<PulledEnd> {
  const { ref, asked, before } = request;
  let last: Pulled | undefined;
  let works = false;
  const isHeard = (app: Pulled): boolean => works || app.status.syncRequested === asked;
  const found = await followApp<PulledEnd>(
    {
      ref,
      timeoutMs: request.timeoutMs,
      needsOperator: () => true,
      see: (app) => {
        if (!app) throw gone(ref);
        last = app;
        // Whoever began to deploy after the request has heard of it, even if all it can tell is that it failed.
        works ||= standingOf(app).reason === 'Deploying';
        const end = isHeard(app) ? verdictOf(app) : undefined;
        if (!end) return { waiting: isHeard(app) ? wordsOf(app) : 'no operator has heard of it yet' };
        const same = end.verdict === 'deployed' && (app.status.release ?? 0) === before;
        return { end: same ? { ...end, verdict: 'unchanged' } : end };
      },
    },
    world,
  );
  if ('end' in found) return found.end;
  if (!last) throw gone(ref);
  return { verdict: 'timedOut', message: found.late, app: last };
}
