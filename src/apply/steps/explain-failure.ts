import { list, mapper } from '../../kube/index.ts';
import type { KubeObject, ObjectRef } from '../../kube/object.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import { lastLines, withLines } from '../wait/last-lines.ts';
import { containersOf, type Pod } from '../wait/pod-shape.ts';
import type { StepContext } from './context.ts';

/** The failure of a hook with the last lines its pod wrote; as it is where there is no pod or no log. */
export async function explainFailure(context: StepContext, ref: ObjectRef, error: unknown): Promise<unknown> {
  if (
    !(error instanceof Problem) ||
    (error.code !== 'Failed' && error.code !== 'Timeout') ||
    error.message.includes('\n')
  ) {
    return error;
  }
  const pod = await podOf(context, ref).catch(() => undefined);
  if (!pod) return error;
  const { namespace = '', name = '' } = pod.metadata;
  const failed =
    containersOf(pod).find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0) ?? containersOf(pod)[0];
  if (!failed) return error;
  const written = await lastLines(context.api, { namespace, pod: name, container: failed.name });
  return new Problem(error.code, withLines(messageOf(error), written), { hint: error.hint, cause: error });
}

async function podOf(context: StepContext, ref: ObjectRef): Promise<Pod | undefined> {
  if (ref.kind !== 'Job' && ref.kind !== 'Pod') return undefined;
  const type = (await mapper(context.api)).byKind('v1', 'Pod');
  if (!type) return undefined;
  const selector =
    ref.kind === 'Pod'
      ? { fieldSelector: `metadata.name=${ref.name}` }
      : { labelSelector: `batch.kubernetes.io/job-name=${ref.name}` };
  const { items } = await list(context.api, type, { namespace: ref.namespace, ...selector });
  return items.toSorted(newestFirst)[0];
}

function newestFirst(a: KubeObject, b: KubeObject): number {
  return (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '');
}
