/** Whose an object is. An object of another App is never taken silently: both apply under one name, and the server would not object. */
import { ownEntry, ownsLabel } from '../kube/fields.ts';
import { type KubeObject, refOf } from '../kube/object.ts';
import { annotationOf, handOverTo } from './annotations.ts';
import { partOfLabel } from './applyset.ts';
import type { PlanInput } from './input.ts';
import type { Blocked, Desired } from './types.ts';

export type Owner =
  | { readonly kind: 'us' }
  /** Nobody who uses tug: to be adopted. */
  | { readonly kind: 'nobody' }
  /** Another App that offers it to this one. */
  | { readonly kind: 'giver'; readonly app: string }
  /** Another App, to which this one has given it. */
  | { readonly kind: 'taker'; readonly app: string }
  | { readonly kind: 'otherApp'; readonly app: string };

export function ownerOf(live: KubeObject, desired: Desired, input: PlanInput): Owner {
  const app = input.otherAppOf(live);
  if (app !== undefined) {
    if (annotationOf(live, handOverTo) === nameOf(input.app)) return { kind: 'giver', app };
    const taker = annotationOf(desired.object, handOverTo);
    return taker ? { kind: 'taker', app: taker } : { kind: 'otherApp', app };
  }
  const label = desired.object.metadata.labels?.[partOfLabel];
  // What is made for an App without being its member (its namespace) carries no label.
  if (label === undefined) return { kind: ownEntry(live, input.manager) ? 'us' : 'nobody' };
  const isOurs = live.metadata.labels?.[partOfLabel] === label && ownsLabel(live, input.manager, partOfLabel);
  return { kind: isOurs ? 'us' : 'nobody' };
}

/** The App a member is offered to; undefined when it is not, or to its own. */
export function offeredTo(member: KubeObject, app: PlanInput['app']): string | undefined {
  const taker = annotationOf(member, handOverTo);
  return taker && taker !== nameOf(app) ? taker : undefined;
}

export function ofAnotherApp(desired: Desired, other: string, { app }: PlanInput): Blocked {
  return {
    object: refOf(desired.object),
    reason: `it is a member of another App, ${other} (${desired.where})`,
    remedy: `remove it from one of the two, or hand it over: annotate it with ${handOverTo}: ${nameOf(app)} in the files of that App and push them`,
    ofDesired: true,
  };
}

const nameOf = ({ namespace, name }: PlanInput['app']): string => `${namespace}/${name}`;
