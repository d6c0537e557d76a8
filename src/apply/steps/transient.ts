/** Refusals that pass by themselves while an App comes up. The transport repeats what is safe for any request; this is what only a deploy knows. */
import { ApiError, isConflict, isKindNotServed, isManagerConflict } from '../../kube/index.ts';

interface Passing {
  readonly when: (error: unknown) => boolean;
  /** How long it may last. */
  readonly ms: number;
  /** What is waited for, for people; empty when it is over before anybody could read it. */
  readonly message: string;
}

const says =
  (status: number, pattern: RegExp) =>
  (error: unknown): boolean =>
    error instanceof ApiError && error.status === status && pattern.test(error.message);

const table: readonly Passing[] = [
  // A CRD that has just been established, or another API server of several that has not seen it yet.
  { when: (e) => isKindNotServed(e) && !e.outage, ms: 15_000, message: 'its kind is not served yet' },
  {
    when: (e) => e instanceof ApiError && e.status === 404 && !e.details?.name,
    ms: 15_000,
    message: 'its kind is not served yet',
  },
  {
    when: (e) => e instanceof ApiError && e.status === 404 && e.details?.kind === 'namespaces',
    ms: 5_000,
    message: 'its namespace is not known yet',
  },
  // A CRD that was changed a moment ago: a plan has no other object whose schema lacks one of its fields.
  {
    when: (e) => e instanceof ApiError && /field not declared in schema/.test(e.message),
    ms: 10_000,
    message: 'its kind is not served as changed yet',
  },
  // Webhooks of the very App that is being deployed: registered, their pods not up yet.
  {
    when: says(500, /failed calling webhook|conversion webhook for/),
    ms: 60_000,
    message: 'a webhook does not answer yet',
  },
  // The service account controller makes `default` a moment after the namespace.
  { when: says(403, /error looking up service account/), ms: 15_000, message: 'its service account is not there yet' },
  { when: says(403, /status unknown for quota/), ms: 15_000, message: 'a quota has not been counted yet' },
  { when: says(500, /etcdserver: |leader changed/), ms: 30_000, message: 'the store of the API server is busy' },
  { when: (e) => isConflict(e) && !isManagerConflict(e) && !isOtherUid(e), ms: 10_000, message: '' },
];

/** The object of that uid is gone, or another one has its name. */
export function isOtherUid(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  if (error.status === 409) return /uid mismatch|UID in precondition/.test(error.message);
  return error.status === 422 && (error.details?.causes ?? []).some(({ field }) => field === 'metadata.uid');
}

export interface Again {
  readonly delayMs: number;
  readonly message: string;
}

/** Whether to try again after `elapsedMs` of trying; undefined when the refusal is final. */
export function tryAgain(error: unknown, elapsedMs: number, attempt: number): Again | undefined {
  const passing = table.find(({ when }) => when(error));
  if (!passing || elapsedMs >= passing.ms) return undefined;
  return { delayMs: Math.min(100 * 2 ** attempt, 2_000), message: passing.message };
}
