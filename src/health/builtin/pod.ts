import type { KubeObject } from '../../kube/object.ts';
import {
  type Condition,
  conditionOf,
  type Fields,
  fieldsAt,
  listAt,
  numberAt,
  say,
  specOf,
  statusOf,
  textAt,
  wordsOf,
} from '../status.ts';
import type { Health } from '../types.ts';

/** The scheduler may need a moment, and an autoscaler a node; kstatus gives a pod this long to be placed. */
const unschedulableGraceMs = 15_000;

/** Reasons to wait that mend themselves seldom: kubelet retries, but with the same image, configuration and command. */
const stuck =
  /BackOff$|^ErrImage|^InvalidImageName$|^RegistryUnavailable$|^Create(Container|PodSandbox)\w*Error$|^RunContainerError$|^PreCreateHookError$|^PostStartHookError$/u;

export function pod(object: KubeObject, now: number): Health {
  const status = statusOf(object);
  const ready = conditionOf(object, 'Ready');
  switch (textAt(status, 'phase')) {
    case 'Succeeded':
      return say('Current', 'the pod ran to its end');
    case 'Failed':
      // kstatus: such a pod has completed, if not with success; kubelets since 1.20 say PodFailed instead.
      if (ready?.reason === 'PodCompleted') return say('Current', 'the pod ended');
      return say('Failed', endOf(status));
    case 'Running':
      return running(object, ready);
    default:
      return pending(object, now);
  }
}

function running(object: KubeObject, ready: Condition | undefined): Health {
  const restarts = textAt(specOf(object), 'restartPolicy') || 'Always';
  const trouble = troubleIn(object, restarts === 'Always');
  // A pod that may end (a hook, a task) crashes and is retried in the open until its owner gives up.
  if (trouble) return say(restarts === 'OnFailure' ? 'InProgress' : 'Failed', trouble);
  if (ready?.status !== 'True') return say('InProgress', ready ? wordsOf(ready) : 'the pod runs and is not ready');
  if (restarts !== 'Always' && !servesForever(object)) return say('InProgress', 'the pod runs to its end');
  return say('Current', 'the pod is ready');
}

/** Argo CD's annotation for a pod that serves although its restart policy reads like a task's; a hook is a task again. */
function servesForever({ metadata: { annotations = {} } }: KubeObject): boolean {
  if ('argocd.argoproj.io/hook' in annotations || 'helm.sh/hook' in annotations) return false;
  return annotations['argocd.argoproj.io/ignore-restart-policy'] === 'true';
}

function pending(object: KubeObject, now: number): Health {
  const trouble = troubleIn(object, false);
  if (trouble) return say('Failed', trouble);
  const scheduled = conditionOf(object, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') {
    const age = now - Date.parse(object.metadata.creationTimestamp ?? '1970-01-01T00:00:00Z');
    return say(age < unschedulableGraceMs ? 'InProgress' : 'Failed', wordsOf(scheduled));
  }
  const starting = containersOf(object)
    .map(({ state }) => textAt(fieldsAt(state, 'waiting'), 'reason'))
    .find(Boolean);
  return say('InProgress', starting ? `the pod starts: ${starting}` : 'the pod is not scheduled yet');
}

function containersOf(object: KubeObject): Fields[] {
  const status = statusOf(object);
  return [...listAt(status, 'initContainerStatuses'), ...listAt(status, 'containerStatuses')];
}

function troubleIn(object: KubeObject, mustRun: boolean): string | undefined {
  for (const container of listAt(statusOf(object), 'initContainerStatuses')) {
    const trouble = waitingTrouble(container);
    if (trouble) return trouble;
  }
  for (const container of listAt(statusOf(object), 'containerStatuses')) {
    const trouble = waitingTrouble(container) ?? (mustRun ? exitTrouble(container) : undefined);
    if (trouble) return trouble;
  }
  return undefined;
}

function waitingTrouble(container: Fields): string | undefined {
  const waiting = fieldsAt(container, 'state', 'waiting');
  const reason = textAt(waiting, 'reason');
  if (!stuck.test(reason)) return undefined;
  const message = textAt(waiting, 'message');
  return `container ${textAt(container, 'name')}: ${reason}${message ? `: ${message}` : ''}`;
}

function exitTrouble(container: Fields): string | undefined {
  const ended = fieldsAt(container, 'state', 'terminated');
  const code = numberAt(ended, 'exitCode');
  if (code === 0) return undefined;
  return `container ${textAt(container, 'name')} exited with code ${code}: ${textAt(ended, 'reason')}`;
}

function endOf(status: Fields): string {
  const reason = textAt(status, 'message') || textAt(status, 'reason');
  if (reason) return reason;
  const all = [...listAt(status, 'initContainerStatuses'), ...listAt(status, 'containerStatuses')];
  return all.map(exitTrouble).find((text) => text !== undefined) ?? 'the pod failed';
}
