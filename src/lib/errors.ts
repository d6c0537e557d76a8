/**
 * What went wrong, told so that a person can act on it. Every error tug raises on purpose is a Problem:
 * one sentence that says what, the place it happened, and what to do next. Anything else is a defect.
 */

/** The closed set of codes that appear in JSON output; docs/reference/errors.md lists them with their exit codes. */
export type ProblemCode =
  | 'Usage' // the command line itself
  | 'InvalidSpec' // the App
  | 'InvalidInput' // a file of the tree: YAML, chart, kustomization
  | 'NotFound' // a file, an App, an object that was named
  | 'SourceUnavailable' // a source could not be fetched
  | 'RenderFailed' // the renderer refused the files
  | 'LimitExceeded' // a bound on size, time, depth or count
  | 'InvalidKubeconfig'
  | 'Unreachable' // no answer from the API server
  | 'Unauthorized'
  | 'Forbidden'
  | 'Conflict' // the world moved between two steps
  | 'ApiRefused' // any other refusal by the API server
  | 'Blocked' // a plan that may not be carried out
  | 'NeedsConsent' // what needs a yes and did not get one
  | 'Failed' // applied, but not healthy
  | 'Timeout'
  | 'Superseded'
  | 'Interrupted' // stopped by a signal before anything was written
  | 'Environment'; // a tool that has to be installed is missing

export interface ProblemDetails {
  /** `file:line`, or object and field. */
  readonly where?: string | undefined;
  /** What to do about it, as an imperative clause. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

export class Problem extends Error {
  override readonly name: string = 'Problem';
  readonly code: ProblemCode;
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ProblemCode, message: string, details: ProblemDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.where = details.where;
    this.hint = details.hint;
  }
}

/** The message of anything thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
