import {
  ApiError,
  create,
  find,
  isConflict,
  isForbidden,
  isManagerConflict,
  serverSideApply,
} from '../../kube/index.ts';
import { type KubeObject, refOf } from '../../kube/object.ts';
import type { Desired, Foreseen, Refusal } from '../../plan/types.ts';
import { refusalOf } from '../refusal/refusal.ts';
import { afterAdoption } from './adoption.ts';
import { arrivesWithPlan } from './arrives.ts';
import { bySchema, schemaProblems } from './by-schema.ts';
import { type Foresight, kindKey } from './context.ts';
import { keepIgnored, overlay } from './guess.ts';

const attempts = 3;

/**
 * A dry run of one apply, and the live object beside it where the answer shows that there is one. Both must be of one moment:
 * an answer carries the resourceVersion it was computed from, and what a controller wrote between the two would look like
 * a change of ours. Asked again while the object moves.
 */
export async function askServer(foresight: Foresight, desired: Desired): Promise<Foreseen> {
  for (let attempt = 1; ; attempt++) {
    let result: KubeObject;
    try {
      result = await dryRun(foresight, desired.object);
    } catch (error) {
      return refusedOrGuessed(foresight, desired, error);
    }
    const version = result.metadata.resourceVersion;
    // The answer to a dry run of a creation has a uid, but no version: nothing was stored.
    if (!version) return { kind: 'create', result };
    const live = await liveOf(foresight, desired, version);
    if (!live) return { kind: 'create', result };
    if (live.metadata.resourceVersion !== version && attempt < attempts) continue;
    const adopted = await afterAdoption(foresight, live, result);
    return { kind: 'update', live, result: keepIgnored(live, adopted, desired.ignored) };
  }
}

async function refusedOrGuessed(foresight: Foresight, desired: Desired, error: unknown): Promise<Foreseen> {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  const note = await whyNoAnswer(foresight, desired, error, refusal);
  if (note !== undefined) return guess(foresight, desired, note);
  return { kind: 'refused', live: await liveOf(foresight, desired), refusal };
}

async function dryRun({ api, manager, conflicts, signal }: Foresight, object: KubeObject): Promise<KubeObject> {
  const options = { manager, dryRun: true, fieldValidation: 'Strict', signal } as const;
  if (!object.metadata.name) return create(api, object, options);
  for (let attempt = 1; ; attempt++) {
    try {
      return await serverSideApply(api, object, { ...options, force: conflicts === 'take' });
    } catch (error) {
      // A busy object: somebody wrote between the server's own read and its check.
      if (!isConflict(error) || isManagerConflict(error) || attempt === attempts) throw error;
    }
  }
}

/** `version`: the one that is wanted; a member that was listed at another is fetched anew. */
async function liveOf(
  { api, observed, signal }: Foresight,
  { key, object }: Desired,
  version?: string,
): Promise<KubeObject | undefined> {
  const member = observed.get(key);
  if (member?.full && (version === undefined || member.object.metadata.resourceVersion === version)) {
    return member.object;
  }
  if (!object.metadata.name) return undefined;
  try {
    return await find(api, refOf(object), { signal });
  } catch (error) {
    // Whoever may apply but not read still gets the refusal, only without a comparison.
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** Why a refusal says nothing about what the apply will meet; undefined when it does. */
async function whyNoAnswer(
  foresight: Foresight,
  { object }: Desired,
  error: unknown,
  refusal: Refusal,
): Promise<string | undefined> {
  if (!(error instanceof ApiError)) return undefined;
  const webhook = /admission webhook "([^"]*)" does not support dry run/.exec(error.message)?.[1];
  if (webhook !== undefined) return `the webhook ${webhook} takes no dry runs`;
  const needed = arrivesWithPlan(foresight, object, error);
  if (needed !== undefined) return `${needed} comes with this plan`;
  // The definition of its kind changes with this plan: the old schema has no say any more.
  const redefined = refusal.reason === 'schema' && foresight.crds.has(kindKey(object));
  return redefined && (await schemaProblems(foresight, object)).length === 0
    ? 'its kind changes with this plan'
    : undefined;
}

/** Without the server's answer: the schema for what is new, a merge of our own for what exists. */
async function guess(foresight: Foresight, desired: Desired, note: string): Promise<Foreseen> {
  const live = await liveOf(foresight, desired);
  if (!live) return bySchema(foresight, desired, note);
  return { kind: 'update', live, result: overlay(live, desired.object) as KubeObject };
}
