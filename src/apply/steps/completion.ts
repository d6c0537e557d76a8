import type { Health } from '../../health/types.ts';
import { groupOf, type KubeObject } from '../../kube/object.ts';
import { conditionsOf } from '../wait/pod-shape.ts';

/**
 * When a hook is through. Health asks whether an object does its work: a running Job is healthy. A hook asks whether the
 * work is done. Kinds that run to an end are judged by that; any other kind by its health.
 */
export function completionOf(object: KubeObject, health: (object: KubeObject) => Health): Health {
  const kind = `${groupOf(object.apiVersion)}/${object.kind}`;
  if (kind === 'batch/Job') return ofJob(object);
  if (kind === '/Pod' || kind === 'argoproj.io/Workflow') return ofPhase(object);
  return health(object);
}

function ofJob(object: KubeObject): Health {
  const conditions = conditionsOf(object);
  const is = (type: string): { message?: string; reason?: string } | undefined =>
    conditions.find((c) => c.type === type && c.status === 'True');
  const failed = is('Failed');
  if (failed) return { status: 'Failed', message: failed.message ?? failed.reason ?? 'the Job failed' };
  if (is('Complete')) return { status: 'Current', message: '' };
  if (is('Suspended')) return { status: 'InProgress', message: 'the Job is suspended' };
  const { active = 0, succeeded = 0, failed: lost = 0 } = (object.status ?? {}) as Record<string, number | undefined>;
  return { status: 'InProgress', message: `${active} running, ${succeeded} succeeded, ${lost} failed` };
}

function ofPhase(object: KubeObject): Health {
  const { phase = 'Pending', message } = (object.status ?? {}) as { phase?: string; message?: string };
  if (phase === 'Succeeded') return { status: 'Current', message: '' };
  if (phase === 'Failed' || phase === 'Error') return { status: 'Failed', message: message ?? `it ended as ${phase}` };
  return { status: 'InProgress', message: `it is ${phase}` };
}
