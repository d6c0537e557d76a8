/** What has to be done about one desired object: nothing, a step, or a reason why nothing may be. */
import { ownEntry, ownedHash } from '../kube/fields.ts';
import { type KubeObject, refOf } from '../kube/object.ts';
import { changesBetween } from './diff.ts';
import type { PlanInput } from './input.ts';
import { risksOfUpdate } from './risks.ts';
import type { Action, After, Blocked, Change, Desired, Foreseen, Refusal, Step } from './types.ts';

type Block = (one: Blocked) => void;

/** `waits`: whether something this object needs comes with this very plan, so that a dry run could not know it yet. */
export function stepFor(desired: Desired, input: PlanInput, after: readonly After[], waits: boolean, block: Block): Step | undefined {
  const foreseen = input.foreseen.get(desired.key);
  if (!foreseen) return undefined;
  const make = (action: Action, reason: string, live?: KubeObject, changes: readonly Change[] = []): Step => ({
    id: desired.key,
    action,
    object: refOf(desired.object),
    reason,
    stage: 'deploy',
    after,
    risks: live ? risksOfUpdate(refOf(live), changes) : [],
    changes,
    ...(live ? { resourceVersion: live.metadata.resourceVersion, uid: live.metadata.uid } : {}),
  });
  switch (foreseen.kind) {
    case 'absent':
      return make('create', 'its namespace or its kind comes with this plan');
    case 'create':
      return make('create', 'it is not there');
    case 'update':
      return stepForExisting(desired, foreseen, input, make, block);
    case 'refused':
      return stepForRefused(desired, foreseen, input, waits, make, block);
  }
}

type Make = (action: Action, reason: string, live?: KubeObject, changes?: readonly Change[]) => Step;

function stepForExisting(desired: Desired, { live, result }: Foreseen & { kind: 'update' }, input: PlanInput, make: Make, block: Block): Step | undefined {
  const other = input.otherAppOf(live);
  if (other && live.metadata.annotations?.['tug.dev/hand-over'] !== `${input.app.namespace}/${input.app.name}`) {
    block(ofAnotherApp(desired, other, input));
    return undefined;
  }
  const changes = changesBetween(live, result, input.manager);
  const own = ownEntry(live, input.manager);
  if (!own) return make('adopt', `it is there already, made by ${makersOf(live)}`, live, changes);
  const intact = ownedHash(live, input.manager) === ownedHash(result, input.manager);
  if (changes.length === 0 && intact) return undefined;
  return make('update', reasonOf(desired, input, changes), live, changes);
}

function reasonOf(desired: Desired, input: PlanInput, changes: readonly Change[]): string {
  const known = input.ledger.get(desired.key);
  if (known && known.digest !== desired.digest) return 'the files changed';
  const owners = [...new Set(changes.flatMap(({ owner }) => owner ?? []))];
  return owners.length > 0 ? `drift: changed by ${owners.join(', ')}` : 'drift: it is not as it was applied';
}

function stepForRefused(desired: Desired, { live, refusal }: Foreseen & { kind: 'refused' }, input: PlanInput, waits: boolean, make: Make, block: Block): Step | undefined {
  if (refusal.reason === 'immutable' && live) {
    if (mayReplace(desired, input)) {
      const step = make('replace', `it cannot be changed in place: ${refusal.fields.join(', ')}`, live);
      return { ...step, risks: [...step.risks, { kind: 'immutable', fields: refusal.fields }] };
    }
    block({ object: refOf(desired.object), reason: `${refusal.message} (${desired.where})`, remedy: 'undo that change, or allow it to be deleted and made again with --allow-replace', ofDesired: true });
    return undefined;
  }
  // Admission may refuse what needs an object that this very plan brings: a Pod before its ServiceAccount, a binding before its role.
  if (waits && !live && knownOnlyLater.has(refusal.reason)) return make('create', 'it is not there');
  block({ object: refOf(desired.object), reason: `${refusal.message} (${desired.where})`, remedy: remedies[refusal.reason], ofDesired: true });
  return undefined;
}

const knownOnlyLater: ReadonlySet<Refusal['reason']> = new Set(['admission', 'other', 'unknownKind']);

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

/** Jobs are run anew whenever their template changes; nobody expects to edit one. */
function mayReplace(desired: Desired, input: PlanInput): boolean {
  const { kind, metadata } = desired.object;
  return kind === 'Job' || input.policy.consent.replace || metadata.annotations?.['tug.dev/replace'] === 'true';
}

function ofAnotherApp(desired: Desired, other: string, input: PlanInput): Blocked {
  return {
    object: refOf(desired.object),
    reason: `it is a member of another App (${other})`,
    remedy: `remove it there, or hand it over with the annotation tug.dev/hand-over: ${input.app.namespace}/${input.app.name} on the live object`,
    ofDesired: true,
  };
}

function makersOf(live: KubeObject): string {
  const names = (live.metadata.managedFields ?? []).filter((e) => !e.subresource).map((e) => e.manager ?? '');
  return [...new Set(names)].filter(Boolean).join(', ') || 'nobody known';
}
