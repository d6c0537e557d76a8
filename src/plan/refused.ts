/** What follows from the server's refusal of a dry run: a replacement, a later try, or a reason not to begin. */
import { type KubeObject, refOf, refText } from '../kube/object.ts';
import { annotationOf, replaceable } from './annotations.ts';
import type { PlanInput } from './input.ts';
import { losesWithDelete } from './risks.ts';
import type { Blocked, Desired, Refusal } from './types.ts';

export type Consequence =
  | { readonly kind: 'replace' }
  /** The refusal is only about what this very plan brings. */
  | { readonly kind: 'later' }
  | { readonly kind: 'blocked'; readonly because: Blocked };

export interface RefusedCase {
  readonly desired: Desired;
  readonly live: KubeObject | undefined;
  readonly refusal: Refusal;
  readonly isMember: boolean;
  /** Objects that come with this plan. */
  readonly arriving: readonly Desired[];
}

export function consequenceOf(refused: RefusedCase, input: PlanInput): Consequence {
  const { refusal, live } = refused;
  if (refusal.reason === 'immutable' && live) return ofImmutable(refused, live, input);
  if (isOnlyMissing(refused)) return { kind: 'later' };
  return blocked(refused, remedies[refusal.reason]);
}

/** The server's own words for what it looked up and did not find, and a name that this plan brings. Rights and policies are refused in other words. */
const notFound = /\bnot found\b|\bwas found\b|\bdoes not exist\b/;

function isOnlyMissing({ refusal, arriving }: RefusedCase): boolean {
  if (refusal.reason === 'unknownKind' || !notFound.test(refusal.message)) return false;
  const words = new Set(refusal.message.split(/[\s"':,/]+/));
  return arriving.some(({ object }) => words.has(object.metadata.name ?? ''));
}

function ofImmutable(refused: RefusedCase, live: KubeObject, input: PlanInput): Consequence {
  const { desired, isMember } = refused;
  const { consent } = input.policy;
  const asked = consent.replace || annotationOf(desired.object, replaceable) === 'true';
  // A Job is run anew whenever its template changes; nobody expects to edit one. Somebody else's Job is not ours to delete.
  const silent = desired.object.kind === 'Job' && isMember;
  if (!asked && !silent) {
    const name = refText(refOf(live));
    return blocked(refused, `undo that change, or allow ${name} to be deleted and made again with --allow-replace`);
  }
  const loses = losesWithDelete(live);
  if (loses && !consent.kinds.includes(live.kind)) {
    return blocked(
      refused,
      `undo that change; making it again would lose ${loses}, which --allow-delete ${live.kind} allows`,
    );
  }
  return { kind: 'replace' };
}

function blocked({ desired, refusal }: RefusedCase, remedy: string): Consequence {
  const object = refOf(desired.object);
  return {
    kind: 'blocked',
    because: { object, reason: `${refusal.message} (${desired.where})`, remedy, ofDesired: true },
  };
}

const remedies: Readonly<Record<Refusal['reason'], string>> = {
  invalid: 'correct the files',
  immutable: 'undo that change',
  forbidden: 'ask for that permission, or deploy as somebody who has it',
  admission: 'change the object so that the policy lets it pass',
  conflict: 'leave those fields to their manager, or set sync.conflicts to take',
  unknownKind: 'install its CustomResourceDefinition first',
  schema: 'correct the files',
  other: 'see what the server says',
};
