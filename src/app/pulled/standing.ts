/** How a pulled App stands, read from its conditions. */
import type { Pulled, PulledCondition } from './object.ts';

export interface Standing {
  /**
   * `ready`: what its spec asks for runs. `working`: on its way. `retrying`: it failed and comes again by itself. `stuck`: nothing happens
   * until somebody changes something. `paused`: something keeps the operator from writing.
   */
  readonly kind: 'ready' | 'working' | 'retrying' | 'stuck' | 'paused';
  readonly reason: string;
  readonly message: string;
}

/** Conditions that say why nothing is written; the first that is true is told. */
const pauses = ['Held', 'Shadow', 'AwaitingSync', 'OutsideWindow'];

export function standingOf(app: Pulled): Standing {
  const is = (type: string): PulledCondition | undefined =>
    app.status.conditions.find((one) => one.type === type && one.status === 'True');
  const ready = conditionOf(app, 'Ready');
  if ((app.status.observedGeneration ?? -1) < app.generation || !ready) {
    return { kind: 'working', reason: 'Pending', message: 'no operator has looked at it since it was changed' };
  }
  if (app.deleting) return said('working', is('Deleting') ?? ready);
  const stalled = is('Stalled');
  if (stalled) return said('stuck', stalled);
  if (is('Reconciling')) return said(ready.status === 'False' ? 'retrying' : 'working', ready);
  if (ready.status === 'True' && (ready.observedGeneration ?? app.generation) >= app.generation) {
    return said('ready', ready);
  }
  const pause = pauseOf(app);
  return pause ?? said('working', ready);
}

/** What keeps the operator from writing, whether or not what runs is ready. */
export function pauseOf({ status }: Pulled): Standing | undefined {
  for (const type of pauses) {
    const pause = status.conditions.find((one) => one.type === type && one.status === 'True');
    if (pause) return said('paused', pause);
  }
  return undefined;
}

export function conditionOf({ status }: Pulled, type: string): PulledCondition | undefined {
  return status.conditions.find((one) => one.type === type);
}

const said = (kind: Standing['kind'], { reason, message }: PulledCondition): Standing => ({ kind, reason, message });
