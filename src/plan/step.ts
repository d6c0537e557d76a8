/** What has to be done about one desired object: nothing, a step, or a reason why nothing may be. */
import { ownedHash } from '../kube/fields.ts';
import { type KubeObject, refOf } from '../kube/object.ts';
import { changesBetween } from './diff.ts';
import type { PlanInput } from './input.ts';
import { ofAnotherApp, type Owner, ownerOf } from './membership.ts';
import { consequenceOf } from './refused.ts';
import { risksOfReplace, risksOfUpdate } from './risks.ts';
import type { Action, Blocked, Change, Desired, Foreseen, Risk, Step } from './types.ts';

export interface StepContext {
  readonly input: PlanInput;
  /** Objects that come with this plan. */
  readonly arriving: readonly Desired[];
  readonly block: (one: Blocked) => void;
}

/** A step without its edges; undefined when there is nothing to do, or when it is blocked. */
export function stepFor(desired: Desired, context: StepContext): Step | undefined {
  const foreseen = context.input.foreseen.get(desired.key);
  if (!foreseen) return undefined;
  switch (foreseen.kind) {
    case 'absent':
      return make(desired, 'create', foreseen.note ?? 'its namespace or its kind comes with this plan');
    case 'create':
      return make(desired, 'create', 'it is not there');
    case 'update':
      return stepForExisting(desired, foreseen, context);
    case 'refused':
      return stepForRefused(desired, foreseen, context);
  }
}

interface Details {
  readonly live?: KubeObject;
  readonly changes?: readonly Change[];
  readonly risks?: readonly Risk[];
}

function make(desired: Desired, action: Action, reason: string, { live, changes = [], risks }: Details = {}): Step {
  return {
    id: desired.key,
    action,
    object: refOf(desired.object),
    reason,
    stage: 'deploy',
    after: [],
    risks: risks ?? (live ? risksOfUpdate(live, changes) : []),
    changes,
    ...(live ? { resourceVersion: live.metadata.resourceVersion, uid: live.metadata.uid } : {}),
  };
}

function stepForExisting(
  desired: Desired,
  { live, result }: Foreseen & { kind: 'update' },
  context: StepContext,
): Step | undefined {
  const { input } = context;
  const owner = ownerOf(live, desired, input);
  const refused = stepForOthers(desired, owner, context);
  if (refused) return refused.step;
  const changes = changesBetween(live, result, input.manager);
  const details = { live, changes };
  if (owner.kind === 'giver') return make(desired, 'adopt', `App ${owner.app} hands it over`, details);
  if (owner.kind === 'nobody') return make(desired, 'adopt', `it is there already, made by ${makersOf(live)}`, details);
  if (live.metadata.deletionTimestamp) {
    return make(desired, 'update', 'it is being deleted, and is made again when it is gone', details);
  }
  // The same values under other owners are drift as well: what the files drop would then stay.
  const intact = ownedHash(live, input.manager) === ownedHash(result, input.manager);
  return changes.length === 0 && intact
    ? undefined
    : make(desired, 'update', reasonOf(desired, input, changes), details);
}

function stepForRefused(
  desired: Desired,
  { live, refusal }: Foreseen & { kind: 'refused' },
  context: StepContext,
): Step | undefined {
  const owner = live && ownerOf(live, desired, context.input);
  const refused = owner && stepForOthers(desired, owner, context);
  if (refused) return refused.step;
  const isMember = owner?.kind === 'us';
  const consequence = consequenceOf({ desired, live, refusal, isMember, arriving: context.arriving }, context.input);
  switch (consequence.kind) {
    case 'replace': {
      const reason = `it cannot be changed in place: ${refusal.fields.join(', ') || refusal.message}`;
      return make(desired, 'replace', reason, live ? { live, risks: risksOfReplace(live, refusal.fields) } : {});
    }
    case 'later': {
      const reason = 'what it needs comes with this plan';
      if (!live) return make(desired, 'create', reason);
      return make(desired, isMember ? 'update' : 'adopt', reason, { live });
    }
    case 'blocked':
      context.block(consequence.because);
      return undefined;
  }
}

/** What other Apps have a say in; undefined when none has. */
function stepForOthers(
  desired: Desired,
  owner: Owner,
  { input, block }: StepContext,
): { step: Step | undefined } | undefined {
  if (owner.kind === 'taker') return { step: make(desired, 'keep', `it was handed over to App ${owner.app}`) };
  if (owner.kind !== 'otherApp') return undefined;
  block(ofAnotherApp(desired, owner.app, input));
  return { step: undefined };
}

function reasonOf(desired: Desired, input: PlanInput, changes: readonly Change[]): string {
  const known = input.ledger.get(desired.key);
  if (known && known.digest !== desired.digest) return 'the files changed';
  const owners = [...new Set(changes.flatMap(({ owner }) => owner ?? []))];
  if (owners.length > 0) return `drift: changed by ${owners.join(', ')}`;
  if (changes.length > 0) return known ? 'drift: it is not as it was applied' : 'it is not what the files say';
  return 'its fields are not all ours';
}

function makersOf(live: KubeObject): string {
  const entries = (live.metadata.managedFields ?? []).filter((entry) => !entry.subresource);
  return [...new Set(entries.map(({ manager }) => manager ?? ''))].filter(Boolean).join(', ') || 'nobody known';
}
