import type { KubeObject } from '../../kube/object.ts';
import type { WaitContext } from './context.ts';
import { hasPods } from './owned.ts';
import { type Trouble, troubleOfPod, troubleOfWorkload } from './trouble.ts';

/** Most workloads are up by then; asking earlier would cost watches that nobody needs. */
const podsAfterMs = 1_500;
const warningsAfterMs = 5_000;

/** What holds an object up, as far as is known `waitedMs` after its apply. */
export function diagnose(context: WaitContext, object: KubeObject, waitedMs: number): Trouble | undefined {
  const own = troubleOfWorkload(object);
  if (own || waitedMs < podsAfterMs) return own;
  const trouble = inPods(context, object);
  if (waitedMs < warningsAfterMs || (trouble && trouble.kind !== 'slow')) return trouble;
  const { namespace = '', uid = '' } = object.metadata;
  const warning = context.wonder.warningOf(trouble?.pod ?? { namespace, uid });
  if (!warning) return trouble;
  // Kinds that say nothing about it in their status: pods of a StatefulSet, DaemonSet or Job that a quota or a policy forbids.
  if (warning.reason === 'FailedCreate' && hasPods(object) && !trouble) {
    return { kind: 'creation', message: `its pods cannot be created: ${warning.message}` };
  }
  const said = trouble ? `${trouble.message}; ` : '';
  return { ...trouble, kind: 'slow', message: `${said}${warning.reason}: ${warning.message}` };
}

function inPods(context: WaitContext, object: KubeObject): Trouble | undefined {
  if (object.kind === 'Pod') return troubleOfPod(object);
  return hasPods(object) ? context.pods.explain(object) : undefined;
}
