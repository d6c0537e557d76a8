/** What is said about an App → its status. Pure. */
import type { AppStatusFields, Condition, PastDeploy } from '../../app/spec/schema/status.ts';
import { meanings } from './meanings.ts';
import { bounded, oneLine } from './text.ts';
import type { Said, StatusInput } from './types.ts';

const historyLength = 10;
const pastMessageBytes = 256;
const planBytes = 4_096;
const nameBytes = 253;

/**
 * The status of an App after `input` was found out, at `now` (milliseconds since the epoch). What is true until it is found otherwise
 * (revision, release, summary, drift, syncRequested, history) is kept when the input does not name it; what speaks of this moment
 * (attempted, hold, plan, all conditions) is gone when the input does not name it.
 */
export function statusOf(before: AppStatusFields | undefined, input: StatusInput, now: number): AppStatusFields {
  const revision = input.revision ?? before?.revision;
  const attempted = input.attempted === revision ? undefined : input.attempted;
  const { hold, plan } = input;
  return defined({
    observedGeneration: input.generation,
    conditions: conditionsOf(before, input, new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')),
    revision: revision === undefined ? undefined : oneLine(revision, nameBytes),
    attempted: attempted === undefined ? undefined : oneLine(attempted, nameBytes),
    release: input.release ?? before?.release,
    summary: input.summary === undefined ? before?.summary : oneLine(input.summary),
    drift: input.drift === undefined ? before?.drift : { ...input.drift, message: oneLine(input.drift.message) },
    hold: hold && { ...hold, reason: oneLine(hold.reason, pastMessageBytes), by: oneLine(hold.by, nameBytes) },
    plan: plan === undefined ? undefined : bounded(plan, planBytes),
    syncRequested: input.syncRequested ?? before?.syncRequested,
    history: historyOf(before?.history ?? [], input.past),
  });
}

function conditionsOf(before: AppStatusFields | undefined, input: StatusInput, at: string): Condition[] {
  const { said, generation } = input;
  const { ready, reconciling, stalled } = meanings[said.reason];
  const make = (type: string, status: Condition['status'], { reason, message }: Said): Condition =>
    since(before, { type, status, reason, message: oneLine(message), observedGeneration: generation }, at);
  const extra = new Map(
    (ready === 'kept' ? [said, ...(input.beside ?? [])] : (input.beside ?? [])).map((it) => [it.reason, it]),
  );
  return [
    // Kept with its generation: of a held App it speaks of what was deployed, not of what the spec asks for now.
    ready === 'kept' ? (find(before, 'Ready') ?? make('Ready', 'Unknown', said)) : make('Ready', ready, said),
    ...(reconciling ? [make('Reconciling', 'True', said)] : []),
    ...(stalled ? [make('Stalled', 'True', said)] : []),
    ...[...extra.values()].map((it) => make(it.reason, 'True', it)),
  ];
}

const find = (status: AppStatusFields | undefined, type: string): Condition | undefined =>
  status?.conditions.find((condition) => condition.type === type);

function since(before: AppStatusFields | undefined, now: Omit<Condition, 'lastTransitionTime'>, at: string): Condition {
  const was = find(before, now.type);
  return { ...now, lastTransitionTime: was?.status === now.status ? was.lastTransitionTime : at };
}

/** The same deploy failing in the same way again is one line, so that ten lines tell ten things. */
function historyOf(before: readonly PastDeploy[], past: PastDeploy | undefined): PastDeploy[] {
  if (!past) return [...before];
  const newest = {
    ...past,
    revision: oneLine(past.revision, nameBytes),
    message: oneLine(past.message, pastMessageBytes),
  };
  const [last, ...older] = before;
  const kept = last && isSameDeploy(last, newest) ? older : before;
  return [newest, ...kept].slice(0, historyLength);
}

const isSameDeploy = (a: PastDeploy, b: PastDeploy): boolean =>
  a.release === b.release && a.revision === b.revision && a.verdict === b.verdict && a.message === b.message;

function defined(fields: { [K in keyof AppStatusFields]: AppStatusFields[K] | undefined }): AppStatusFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as AppStatusFields;
}
