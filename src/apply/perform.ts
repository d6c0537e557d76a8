import type { Health } from '../health/types.ts';
import { groupOf, type ManagedFieldsEntry, type ObjectRef, refKey } from '../kube/object.ts';
import { Problem } from '../lib/errors.ts';
import type { Slots } from '../lib/slots.ts';
import { partOfLabel } from '../plan/applyset.ts';
import type { Step } from '../plan/types.ts';
import { entryOf, tell, wordsOf } from './report.ts';
import type { Site } from './site.ts';
import type { Doing, Done } from './steps/context.ts';
import { carry } from './steps/index.ts';
import type { Result, StepOutcome } from './types.ts';
import { cutShort } from './wait/context.ts';
import { waitHealthy } from './wait/healthy.ts';

/**
 * One step from its first request to its end; true when what waits for it may go on. `awaited`: another step waits for its health.
 */
export async function perform(
  site: Site,
  step: Step,
  awaited: boolean,
  applied: () => void,
  outcomes: Map<string, StepOutcome>,
): Promise<boolean> {
  const { input } = site;
  const desired = input.desired.get(step.id);
  const said: { entry?: StepOutcome['entry']; adoptedFrom?: readonly ManagedFieldsEntry[]; health?: Health } = {};
  let began = false;
  const end = (result: Result, message: string): boolean => {
    outcomes.set(step.id, { id: step.id, object: step.object, action: step.action, result, message, ...said });
    return result === 'applied' || result === 'unchanged' || result === 'deleted';
  };
  const slot: Slots = (work) =>
    site.slot(() => {
      if (site.signal.aborted) throw cutShort(site.signal, '');
      if (!began) tell(site, 'started', step);
      began = true;
      return work();
    });
  const doing: Doing = {
    step,
    desired,
    slot,
    labelled: desired ? desired.object.metadata.labels?.[partOfLabel] !== undefined : step.action === 'delete',
    stay: input.wait || awaited,
    say: (message, health) => tell(site, 'waiting', step, message, health),
    moved: (before) => (said.adoptedFrom = before),
    applied,
  };
  try {
    const done = await carry[step.action](site.context, doing);
    if (done.object && desired) said.entry = entryOf(done.object, desired, input.manager);
    if (done.health) said.health = done.health;
    applied();
    tell(site, done.result === 'deleted' ? 'deleted' : 'applied', step, done.message, done.health);
    const health = await healthAfter(site, doing, done);
    if (health) {
      said.health = health;
      if (doing.stay) tell(site, 'healthy', step, health.message, health);
    }
    return end(done.result, done.message ?? '');
  } catch (error) {
    const message = wordsOf(error);
    const late = error instanceof Problem && error.code === 'Timeout';
    if (!began && site.signal.aborted) {
      tell(site, 'skipped', step, message);
      return end('skipped', `not started: ${message}`);
    }
    if (said.entry) said.health = { status: late ? 'InProgress' : 'Failed', message };
    tell(site, 'failed', step, message, said.health);
    return end(late ? 'timedOut' : 'failed', message);
  }
}

/** Waits where somebody wants it; else what the answer to the write says already. Undefined for kinds that report no health. */
async function healthAfter(site: Site, doing: Doing, done: Done): Promise<Health | undefined> {
  const { object } = done;
  if (!object || done.health || !site.input.reportsHealth(groupOf(object.apiVersion), object.kind)) return undefined;
  if (!doing.stay) return site.input.health(object);
  const { step, labelled } = doing;
  const named = labelled && step.object.name === object.metadata.name;
  const ref = { ...step.object, name: object.metadata.name ?? step.object.name };
  return waitHealthy(site.waits, {
    ref,
    labelled: named,
    applied: object,
    say: (health) => doing.say(health.message, health),
  });
}

/** A member that needs no write but is not healthy yet. */
export async function performWait(site: Site, ref: ObjectRef, outcomes: Map<string, StepOutcome>): Promise<void> {
  const about = { id: refKey(ref), object: ref };
  const end = (result: Result, message: string, health: Health): void => {
    outcomes.set(about.id, { ...about, action: 'keep', result, message, health });
  };
  try {
    const say = (health: Health): void => tell(site, 'waiting', about, health.message, health);
    const health = await waitHealthy(site.waits, { ref, labelled: true, applied: undefined, say });
    tell(site, 'healthy', about, health.message, health);
    end('unchanged', '', health);
  } catch (error) {
    const late = error instanceof Problem && error.code === 'Timeout';
    const health: Health = { status: late ? 'InProgress' : 'Failed', message: wordsOf(error) };
    tell(site, 'failed', about, health.message, health);
    end(late ? 'timedOut' : 'failed', health.message, health);
  }
}
