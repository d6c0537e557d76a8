/** The part of a Pod's shape that troubles are read from. */
import type { KubeObject } from '../../kube/object.ts';

export interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerState {
  readonly name: string;
  readonly image?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: object;
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

interface Terminated {
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
}

export interface Pod extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly initContainerStatuses?: readonly ContainerState[];
    readonly containerStatuses?: readonly ContainerState[];
  };
}

export function conditionsOf(object: KubeObject): readonly Condition[] {
  const conditions = (object.status as { conditions?: unknown } | undefined)?.conditions;
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

export function containersOf(pod: Pod): readonly ContainerState[] {
  return [...(pod.status?.initContainerStatuses ?? []).filter(isUnfinished), ...(pod.status?.containerStatuses ?? [])];
}

function isUnfinished({ state }: ContainerState): boolean {
  return state?.terminated?.exitCode !== 0;
}
