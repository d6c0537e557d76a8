/** What keeps a pod, or a workload, from becoming healthy: read from their status, in words. Pure. */
import type { KubeObject } from '../../kube/object.ts';
import { conditionsOf, containersOf, type ContainerState, type Pod } from './pod-shape.ts';

/** `patience.ts` says how long each may last before it is fatal. */
export type TroubleKind = 'image' | 'imageName' | 'config' | 'crash' | 'unschedulable' | 'creation' | 'lost' | 'slow';

export interface Trouble {
  readonly kind: TroubleKind;
  readonly message: string;
  /** Where to read the last lines of a log, when a container ran at all. */
  readonly log?: { readonly namespace: string; readonly pod: string; readonly container: string } | undefined;
  /** Names the pod whose events may say more. */
  readonly pod?: { readonly namespace: string; readonly name: string; readonly uid: string } | undefined;
}

/** Restarts after which a crash loop is believed: a container may crash once or twice while what it needs is still starting. */
const believedRestarts = 3;

const waitingKinds: Readonly<Record<string, TroubleKind>> = {
  ErrImagePull: 'image',
  ImagePullBackOff: 'image',
  RegistryUnavailable: 'image',
  SignatureValidationFailed: 'image',
  InvalidImageName: 'imageName',
  ErrImageNeverPull: 'imageName',
  CreateContainerConfigError: 'config',
  CreateContainerError: 'config',
  RunContainerError: 'config',
  CrashLoopBackOff: 'crash',
};

/** Worst first: what needs no waiting to be sure of comes before what time may heal. */
const order: readonly TroubleKind[] = [
  'imageName',
  'crash',
  'config',
  'image',
  'creation',
  'lost',
  'unschedulable',
  'slow',
];

export function worst(troubles: readonly Trouble[]): Trouble | undefined {
  return troubles.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0];
}

/** Undefined for a pod that is ready, has finished, or is being deleted. */
export function troubleOfPod(pod: Pod): Trouble | undefined {
  if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Succeeded') return undefined;
  return worst([
    ...unschedulable(pod),
    ...containersOf(pod).flatMap((container) => troubleOfContainer(pod, container)),
    ...slow(pod),
  ]);
}

function troubleOfContainer(pod: Pod, container: ContainerState): Trouble[] {
  const { waiting, terminated } = container.state ?? {};
  const last = container.lastState?.terminated;
  const about = aboutPod(pod);
  const log = { namespace: about.namespace, pod: about.name, container: container.name };
  const subject = `pod ${about.name}: container ${container.name}`;
  const kind = waiting?.reason === undefined ? undefined : waitingKinds[waiting.reason];
  const detail = (text: string | undefined): string => (text ? `: ${shorten(text)}` : '');
  if (kind === 'image' || kind === 'imageName') {
    return [
      {
        kind,
        message: `${subject} cannot get image ${container.image ?? ''} (${waiting?.reason}${detail(waiting?.message)})`,
        pod: about,
      },
    ];
  }
  if (kind === 'config') {
    return [
      { kind, message: `${subject} cannot start (${waiting?.reason}${detail(waiting?.message)})`, pod: about, log },
    ];
  }
  if (kind === 'crash') {
    const restarts = container.restartCount ?? 0;
    const message = `${subject} keeps crashing (${restarts} restarts${last ? `, ${howItEnded(last)}` : ''})`;
    return [{ kind: restarts >= believedRestarts ? 'crash' : 'slow', message, pod: about, log }];
  }
  const failed = terminated && terminated.exitCode !== 0 ? terminated : undefined;
  if (failed) return [{ kind: 'slow', message: `${subject} ended (${howItEnded(failed)})`, pod: about, log }];
  return [];
}

function howItEnded(terminated: {
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
}): string {
  const reason = terminated.reason && terminated.reason !== 'Error' ? `${terminated.reason}, ` : '';
  const words = terminated.message ? `: ${shorten(terminated.message)}` : '';
  return `${reason}exit code ${terminated.exitCode ?? 'unknown'}${words}`;
}

function unschedulable(pod: Pod): Trouble[] {
  const condition = conditionsOf(pod).find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (condition?.reason !== 'Unschedulable') return [];
  const about = aboutPod(pod);
  return [
    {
      kind: 'unschedulable',
      message: `pod ${about.name} fits on no node: ${shorten(condition.message ?? '')}`,
      pod: about,
    },
  ];
}

/** Nothing is wrong, but it is not ready either: who waits wants to know for what. */
function slow(pod: Pod): Trouble[] {
  if (conditionsOf(pod).some(({ type, status }) => type === 'Ready' && status === 'True')) return [];
  const about = aboutPod(pod);
  if (pod.status?.phase === 'Failed') {
    const why = pod.status.message ?? pod.status.reason ?? 'a container failed';
    return [{ kind: 'slow', message: `pod ${about.name} failed: ${shorten(why)}`, pod: about }];
  }
  const container = containersOf(pod).find(({ ready }) => !ready);
  if (!container) return [{ kind: 'slow', message: `pod ${about.name} is pending`, pod: about }];
  const { waiting, running } = container.state ?? {};
  const state = waiting
    ? `is waiting (${waiting.reason ?? 'not started'})`
    : running
      ? 'runs but is not ready'
      : 'has not started';
  return [{ kind: 'slow', message: `pod ${about.name}: container ${container.name} ${state}`, pod: about }];
}

/** What a workload says of itself: pods that cannot even be created (quota, pod security, a webhook), a lost claim. */
export function troubleOfWorkload(object: KubeObject): Trouble | undefined {
  const failure = conditionsOf(object).find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (failure) {
    return {
      kind: 'creation',
      message: `its pods cannot be created: ${shorten(failure.message ?? failure.reason ?? '')}`,
    };
  }
  const phase = (object.status as { phase?: string } | undefined)?.phase;
  if (object.kind === 'PersistentVolumeClaim' && phase === 'Lost') {
    return { kind: 'lost', message: 'the volume it was bound to is lost' };
  }
  return undefined;
}

function aboutPod(pod: Pod): NonNullable<Trouble['pod']> {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  return { namespace, name, uid };
}

const longest = 300;

export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)} …` : line;
}
