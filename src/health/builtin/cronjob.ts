import type { KubeObject } from '../../kube/object.ts';
import { listAt, say, specOf, statusOf, textAt } from '../status.ts';
import type { Health } from '../types.ts';

/** A schedule is in place as soon as it exists; only a last run that ended without success speaks against it. */
export function cronJob(object: KubeObject): Health {
  const status = statusOf(object);
  const scheduled = textAt(status, 'lastScheduleTime');
  const succeeded = textAt(status, 'lastSuccessfulTime');
  // Suspending is how a schedule is written for now, not something that a deploy waits for.
  if (specOf(object).suspend === true) return say('Current', 'the schedule is suspended');
  if (listAt(status, 'active').length > 0) return say('Current', 'a run is under way');
  if (!scheduled) return say('Current', 'it has not been due yet');
  if (!succeeded) return say('Current', 'no run has succeeded yet');
  if (Date.parse(succeeded) < Date.parse(scheduled)) return say('Failed', `the run of ${scheduled} did not succeed`);
  return say('Current', `the last run succeeded at ${succeeded}`);
}
