import type { TroubleKind } from './trouble.ts';

/**
 * How long a trouble may last before waiting on is pointless, in milliseconds. Short, because a person or a pipeline waits;
 * not zero where the second try often works. `slow` has no end of its own: it ends with the deadline.
 */
export type Patience = Readonly<Record<TroubleKind | 'failed', number>>;

export const patience: Patience = {
  imageName: 0,
  crash: 0,
  lost: 0,
  // A registry that hiccups is asked again within 10 s; a pull secret may arrive with the same deploy.
  image: 10_000,
  // The ConfigMap or Secret a container names may be written by a controller just now.
  config: 10_000,
  creation: 10_000,
  // An autoscaler needs a minute or more for a node; shorter would make every scale-up look like a failure.
  unschedulable: 90_000,
  slow: Number.POSITIVE_INFINITY,
  // Conditions of many controllers pass through False before they become True.
  failed: 10_000,
};
