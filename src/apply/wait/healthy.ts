import type { Health } from '../../health/types.ts';
import { groupOf, type KubeObject, type ObjectRef } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import { cutShort, type WaitContext } from './context.ts';
import { diagnose } from './diagnose.ts';
import { lastLines, withLines } from './last-lines.ts';
import type { Trouble } from './trouble.ts';

export interface HealthWait {
  readonly ref: ObjectRef;
  readonly labelled: boolean;
  /** The answer to our write, or undefined for an object that is only looked at. */
  readonly applied: KubeObject | undefined;
  /** Called when what is missing changes. */
  readonly say: (health: Health) => void;
}

/** Kinds of these groups call themselves failed only when they are; elsewhere a condition may pass through False on its way to True. */
const decided: ReadonlySet<string> = new Set(['', 'apps', 'batch']);

const done = ({ status }: Health): boolean => status === 'Current' || status === 'Suspended' || status === 'Unknown';

/** Resolves when the object is healthy; Problem `Failed` when it cannot become so any more, `Timeout` at the deadline. Both say in words what is wrong. */
export async function waitHealthy(context: WaitContext, wait: HealthWait): Promise<Health> {
  const { now, signal, patience } = context;
  const outcome = Promise.withResolvers<Health>();
  const begunAt = now();
  let seen = wait.applied;
  let said = '';
  let ending = false;
  /** Since when the trouble of this kind lasts. */
  let lasting: { readonly kind: string; readonly since: number } | undefined;

  const fail = async (message: string, log: Trouble['log']): Promise<void> => {
    if (ending) return;
    ending = true;
    outcome.reject(
      new Problem('Failed', log ? withLines(message, await lastLines(context.api, log, signal)) : message),
    );
  };
  const lastsLongerThan = (kind: string, ms: number): boolean => {
    if (lasting?.kind !== kind) lasting = { kind, since: now() };
    return now() - lasting.since >= ms;
  };
  const judge = (): void => {
    if (!seen || ending) return;
    const health = context.health(seen);
    if (done(health)) return outcome.resolve(health);
    const trouble = diagnose(context, seen, now() - begunAt);
    const message = trouble?.message ?? health.message;
    if (message !== said) wait.say({ status: health.status, message });
    said = message;
    if (health.status === 'Failed') {
      const ms = decided.has(groupOf(seen.apiVersion)) ? 0 : patience.failed;
      if (lastsLongerThan('failed', ms)) void fail(reasonOf(health.message, trouble), trouble?.log);
    } else if (!trouble) lasting = undefined;
    else if (lastsLongerThan(trouble.kind, patience[trouble.kind])) void fail(trouble.message, trouble.log);
  };
  const stop = (): void => outcome.reject(cutShort(signal, said));

  if (signal.aborted) throw cutShort(signal, '');
  signal.addEventListener('abort', stop, { once: true });
  const untick = context.lookout.tick(judge);
  let unwatch: (() => void) | undefined;
  try {
    judge();
    unwatch = await context.lookout.watch(
      { ref: wait.ref, labelled: wait.labelled, metadataOnly: false, since: wait.applied },
      (object) => {
        seen = object;
        if (object) judge();
        else outcome.reject(new Problem('Failed', 'somebody deleted it while it was waited for'));
      },
    );
    return await outcome.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    untick();
    unwatch?.();
    // Nobody listens any more when the watch itself could not begin.
    outcome.promise.catch(() => undefined);
  }
}

function reasonOf(message: string, trouble: Trouble | undefined): string {
  return trouble && trouble.message !== message ? `${message}; ${trouble.message}` : message;
}
