/** What a deploy writes about itself: the ledger before and after, and the release. */
import { entryOf } from '../apply/report.ts';
import type { Outcome } from '../apply/types.ts';
import { serverSideApply } from '../kube/index.ts';
import { type GroupKind, groupOf } from '../kube/object.ts';
import { imagesOf } from '../image/list.ts';
import { messageOf, Problem } from '../lib/errors.ts';
import { partOfLabel } from '../plan/applyset.ts';
import type { Desired, LedgerEntry } from '../plan/types.ts';
import type { Ledger } from './ledger/ledger.ts';
import { widen, writeLedger } from './ledger/store.ts';
import { fieldManager } from './names.ts';
import type { Release, Verdict } from './release/release.ts';
import { writeRelease } from './release/store.ts';
import type { Survey, SurveyRequest } from './survey/survey.ts';
import { recordTerms } from './terms.ts';
import { whoAmI } from './who.ts';
import type { World } from './world.ts';

/** Widens the ledger to all that the plan will write, before any of it is written (KEP-3659, "the parent is updated first"). */
export async function begin(seen: Survey, request: SurveyRequest, world: World): Promise<Ledger> {
  const members = [...seen.desired.values()].filter(isMember);
  const namespaces = members.flatMap(({ object }) => object.metadata.namespace ?? []);
  const home = seen.desired.get(`/Namespace//${request.ref.namespace}`);
  // The ledger lives in the App's namespace, so a namespace that comes with the plan has to come first.
  if (home && !seen.observed.has(home.key)) {
    await serverSideApply(world.api, home.object, { manager: fieldManager, force: true });
  }
  const wide = widen(seen.ledger, members.map(kindOf), namespaces);
  // Of a deploy that is cut off neither the state before nor the one after is there, and nobody may bring back the one before.
  const desired = request.operation === 'repair' ? wide.desired : '';
  return keepLedger({ ...wide, desired, begun: wide.begun + 1 }, world);
}

export interface Ended {
  readonly begun: Ledger;
  readonly seen: Survey;
  readonly outcome: Outcome;
  readonly verdict: Verdict;
  readonly startedAt: number;
}

/** Writes the outcome into the ledger and keeps the release. */
export async function finish(ended: Ended, request: SurveyRequest, world: World): Promise<Release> {
  const { begun, seen, outcome, verdict } = ended;
  const release = await describe(ended, request, world);
  try {
    await keepLedger(afterwards(begun, seen, outcome, release, request), world);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'Superseded') throw error;
    return { ...release, verdict: 'superseded', message: messageOf(error) };
  }
  if (isMereRepair(request, verdict)) return release;
  const desired = [...seen.desired.values()].filter(isMember);
  await writeRelease(world.api, request.ref, { release, desired, terms: recordTerms(request) });
  return { ...release, verdict };
}

/**
 * Puts the rows of the ledger right when nothing has to be applied but its rows are not what the server says: after a deploy that was
 * interrupted between its last apply and its last write, or when files changed without changing their meaning.
 */
export async function settle(seen: Survey, request: SurveyRequest, world: World): Promise<Ledger> {
  const entries = settledRows(seen);
  const inputs = request.inputs ?? seen.ledger.inputs;
  let stale = inputs?.digest !== seen.ledger.inputs?.digest && seen.ledger.desired === seen.plan.desired;
  if (entries !== seen.ledger.entries) stale = true;
  if (!stale || seen.plan.blocked.length > 0) return seen.ledger;
  const members = [...seen.desired.values()].filter(isMember);
  const covered = widen(
    seen.ledger,
    members.map(kindOf),
    members.flatMap(({ object }) => object.metadata.namespace ?? []),
  );
  // Files that changed without changing what they mean are what is deployed now.
  const revision = request.inputs ? request.revision : seen.ledger.revision;
  return keepLedger({ ...covered, entries, inputs, revision }, world);
}

/** The ledger's rows with those put right that need no step and are not what the server says; the very map when none is. */
function settledRows({ ledger, foreseen, desired: all, plan }: Survey): ReadonlyMap<string, LedgerEntry> {
  const stepped = new Set(plan.steps.map(({ id }) => id));
  const right = new Map<string, LedgerEntry>();
  for (const [key, answer] of foreseen) {
    const desired = all.get(key);
    if (answer.kind !== 'update' || !desired || !isMember(desired) || stepped.has(key)) continue;
    const entry = entryOf(answer.live, desired, fieldManager);
    const known = ledger.entries.get(key);
    // A generation alone moves with every foreign addition; rewriting the ledger for it would make an idle push write.
    if (entry && (entry.digest !== known?.digest || entry.owned !== known.owned || entry.time !== known.time)) {
      right.set(key, entry);
    }
  }
  return right.size > 0 ? new Map([...ledger.entries, ...right]) : ledger.entries;
}

async function keepLedger(ledger: Ledger, { api, memory }: World): Promise<Ledger> {
  try {
    const written = await writeLedger(api, ledger);
    memory?.keep(written);
    return written;
  } catch (error) {
    memory?.lose(ledger.app);
    throw error;
  }
}

/** Drift is repaired as often as it comes; a release each time would push the deploys out of the history. */
const isMereRepair = ({ operation }: SurveyRequest, verdict: Verdict): boolean =>
  operation === 'repair' && (verdict === 'deployed' || verdict === 'unchanged');

function afterwards(begun: Ledger, seen: Survey, outcome: Outcome, release: Release, request: SurveyRequest): Ledger {
  const entries = new Map([...settledRows(seen)].filter(([key]) => seen.observed.has(key)));
  const stay = new Set(seen.observed.keys());
  const adopted = new Map(begun.adopted);
  for (const step of outcome.steps) {
    const desired = seen.desired.get(step.id);
    if (step.entry && desired && isMember(desired)) entries.set(step.id, step.entry);
    if (step.adoptedFrom) adopted.set(step.id, step.adoptedFrom);
    if (step.result !== 'deleted') continue;
    entries.delete(step.id);
    stay.delete(step.id);
  }
  const complete = release.verdict === 'deployed' || release.verdict === 'unchanged';
  const wide = { ...begun, entries, adopted: new Map([...adopted].filter(([key]) => entries.has(key))) };
  return {
    ...(complete ? narrow(wide, stay) : wide),
    release: release.release,
    last: { verdict: release.verdict, when: release.when },
    desired: complete ? seen.plan.desired : '',
    revision: release.revision,
    inputs: complete ? (request.inputs ?? (request.operation === 'repair' ? begun.inputs : undefined)) : undefined,
  };
}

/** Only what still has members, those that no row tells of included; done when everything that had to go is gone. */
function narrow(ledger: Ledger, members: ReadonlySet<string>): Ledger {
  const kinds = new Map<string, GroupKind>();
  const namespaces = new Set([ledger.app.namespace]);
  for (const key of new Set([...ledger.entries.keys(), ...members])) {
    const [group = '', kind = '', namespace = ''] = key.split('/');
    kinds.set(`${group}/${kind}`, { group, kind });
    if (namespace) namespaces.add(namespace);
  }
  return { ...ledger, groupKinds: [...kinds.values()], namespaces: [...namespaces] };
}

async function describe(ended: Ended, request: SurveyRequest, world: World): Promise<Release> {
  const { seen, outcome, verdict } = ended;
  const now = world.now();
  const failed = outcome.steps.find((step) => step.result === 'failed' || step.result === 'timedOut');
  return {
    release: ended.begun.release + (isMereRepair(request, verdict) ? 0 : 1),
    verdict,
    revision: request.revision,
    desired: seen.plan.desired,
    images: imagesOf([...seen.desired.values()].map(({ object }) => object)),
    who: world.memory?.who ?? (await whoAmI(world.api)),
    when: new Date(now).toISOString(),
    seconds: (now - ended.startedAt) / 1000,
    summary: seen.plan.summary,
    message: failed?.message ?? '',
  };
}

const isMember = ({ object }: Desired): boolean => object.metadata.labels?.[partOfLabel] !== undefined;

const kindOf = ({ object }: Desired): GroupKind => ({ group: groupOf(object.apiVersion), kind: object.kind });
