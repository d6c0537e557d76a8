import { ownEntry, ownedHash } from '../kube/fields.ts';
import { type KubeObject, type ObjectRef, refText } from '../kube/object.ts';
import { messageOf, Problem } from '../lib/errors.ts';
import type { Desired, LedgerEntry, Step } from '../plan/types.ts';
import { refusalOf } from './refusal/refusal.ts';
import type { Site } from './site.ts';
import type { Progress, StepOutcome } from './types.ts';

/** What happened, in the words of progress events and outcomes. */

export function tell(
  site: Site,
  kind: Progress['kind'],
  about: { id: string; object: ObjectRef },
  message = '',
  health?: Progress['health'],
): void {
  const { now, onProgress } = site.input;
  onProgress({ kind, step: about.id, object: about.object, message, at: now(), ...(health && { health }) });
}

export function skipped(site: Site, step: Step, because: string | undefined): StepOutcome {
  const message = because === undefined ? `not started: ${reasonOf(site.signal)}` : waitsFor(site, because);
  tell(site, 'skipped', step, message);
  return { id: step.id, object: step.object, action: step.action, result: 'skipped', message };
}

function reasonOf({ aborted, reason }: AbortSignal): string {
  if (!aborted) return 'its edges go round in a circle';
  return reason instanceof Problem ? reason.message : 'stopped';
}

function waitsFor({ input: { plan } }: Site, id: string): string {
  const step = plan.steps.find((one) => one.id === id);
  if (step) return `not started: ${refText(step.object)}, which it waits for, failed`;
  const [, kind = '', namespace = '', name = ''] = id.split('/');
  return `not started: ${refText({ apiVersion: '', kind, namespace, name })}, which it waits for, is blocked`;
}

/** The refusal in words where it is one, else the error's own sentence, line breaks of a log included. */
export function wordsOf(error: unknown): string {
  const refusal = refusalOf(error);
  if (refusal) return refusal.message;
  return error instanceof Problem ? error.message : messageOf(error);
}

/** The ledger's row of an object as the server returned it. */
export function entryOf(object: KubeObject, desired: Desired, manager: string): LedgerEntry | undefined {
  const owned = ownedHash(object, manager);
  if (owned === undefined) return undefined;
  return {
    digest: desired.digest,
    owned,
    time: ownEntry(object, manager)?.time ?? '',
    generation: object.metadata.generation ?? 0,
  };
}
