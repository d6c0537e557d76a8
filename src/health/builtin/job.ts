import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, numberAt, say, specOf, statusOf, textAt, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

export function job(object: KubeObject): Health {
  const spec = specOf(object);
  const status = statusOf(object);
  const failed = conditionOf(object, 'Failed');
  if (failed?.status === 'True') return say('Failed', wordsOf(failed));
  const complete = conditionOf(object, 'Complete');
  if (complete?.status === 'True') return say('Current', 'the Job has finished');
  if (spec.suspend === true || conditionOf(object, 'Suspended')?.status === 'True') {
    return say('Suspended', 'the Job is suspended');
  }
  const completions = numberAt(spec, 'completions', 1);
  const counts = `${numberAt(status, 'succeeded')} of ${completions} completions, ${numberAt(status, 'failed')} failed`;
  if (!textAt(status, 'startTime')) return say('InProgress', 'the Job has not started');
  // Kubernetes never writes these two as False. Something that does says that the Job is meant to go on, and kstatus
  // calls that Current; a Job that merely runs is waited for. See docs/decisions/health.md.
  if (failed?.status === 'False' && complete?.status === 'False') return say('Current', `the Job runs: ${counts}`);
  const failing = conditionOf(object, 'FailureTarget');
  if (failing?.status === 'True') return say('InProgress', `the Job is failing: ${wordsOf(failing)}`);
  return say('InProgress', `the Job runs: ${counts}`);
}
