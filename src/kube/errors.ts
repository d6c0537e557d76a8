import { Problem, type ProblemCode } from '../lib/errors.ts';

/** `details` of a Kubernetes Status. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** A kind or a resource name, depending on which part of the server speaks. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  /** FieldValueInvalid, FieldValueRequired, FieldManagerConflict, … */
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface ApiErrorFields {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly where?: string | undefined;
  readonly hint?: string | undefined;
}

/** The API server answered, and the answer is no. `reason` is the machine's word (NotFound, AlreadyExists, Conflict, Invalid, …). */
export class ApiError extends Problem {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: ApiErrorFields) {
    super(codeOf(fields.status), fields.message, { where: fields.where, hint: fields.hint });
    this.status = fields.status;
    this.reason = fields.reason;
    this.details = fields.details;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

/** The server serves no such kind: its CustomResourceDefinition is not there (yet), or its API group's server is down. */
export class KindNotServed extends Problem {
  override readonly name = 'KindNotServed';
  readonly apiVersion: string;
  readonly kind: string;
  /** The group is registered but its server does not answer: objects of the kind may well exist. */
  readonly outage: boolean;

  constructor(
    apiVersion: string,
    kind: string,
    details: { where?: string | undefined; hint: string; because?: string | undefined },
  ) {
    const because = details.because === undefined ? '' : `: ${details.because}`;
    super('NotFound', `the server does not serve the kind ${kind} of ${apiVersion}${because}`, details);
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.outage = details.because !== undefined;
  }
}

function codeOf(status: number): ProblemCode {
  if (status === 401) return 'Unauthorized';
  if (status === 403) return 'Forbidden';
  if (status === 404) return 'NotFound';
  if (status === 409) return 'Conflict';
  return 'ApiRefused';
}

function hasReason(error: unknown, reason: string): error is ApiError {
  return error instanceof ApiError && error.reason === reason;
}

/** 404 of an object, a namespace or a path. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 404;
}

export function isAlreadyExists(error: unknown): error is ApiError {
  return hasReason(error, 'AlreadyExists');
}

/** A resourceVersion or uid precondition failed, or another manager owns a field. */
export function isConflict(error: unknown): error is ApiError {
  return hasReason(error, 'Conflict');
}

/** The part of `isConflict` that names managers: a server-side apply without `force`. */
export function isManagerConflict(error: unknown): error is ApiError {
  return isConflict(error) && (error.details?.causes ?? []).some((cause) => cause.reason === 'FieldManagerConflict');
}

/** The object cannot be as it is: a validation, an unknown field, a wrong type. */
export function isInvalid(error: unknown): error is ApiError {
  return hasReason(error, 'Invalid') || hasReason(error, 'BadRequest');
}

export function isForbidden(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 403;
}

/** The resourceVersion or continue token is too old (410 as a status or as an event of a watch). */
export function isExpired(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 410;
}

export function isKindNotServed(error: unknown): error is KindNotServed {
  return error instanceof KindNotServed;
}
