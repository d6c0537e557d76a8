/** What the API server's "no" means. Its reasons say too little and its sentences differ by who inside it spoke, hence the table. */
import { ApiError, isKindNotServed } from '../../kube/index.ts';
import type { Refusal } from '../../plan/types.ts';
import { causesOf, fieldsNotInSchema, immutableCauses, readable, sayCause, textOfCauses } from './text.ts';

type Reason = Refusal['reason'];

interface Rule {
  readonly reason: Reason;
  readonly when: (error: ApiError) => boolean;
  readonly message?: (error: ApiError) => string;
  readonly fields?: (error: ApiError) => readonly string[];
}

const says =
  (pattern: RegExp, ...statuses: number[]) =>
  (error: ApiError): boolean =>
    (statuses.length === 0 || statuses.includes(error.status)) && pattern.test(error.message);

const isImmutable = (error: ApiError): boolean => {
  const causes = causesOf(error);
  // Together with any other fault a replacement would be refused as well.
  return error.status === 422 && causes.length > 0 && immutableCauses(error).length === causes.length;
};

/** The first that fits. Who spoke (a webhook, a policy) comes before what was said: a webhook may say "immutable" too, and proves nothing. */
const rules: readonly Rule[] = [
  {
    reason: 'conflict',
    when: (e) => causesOf(e).some((c) => c.reason === 'FieldManagerConflict'),
    message: conflictText,
    fields: causeFields,
  },
  { reason: 'admission', when: says(/admission webhook "[^"]*" denied the request/) },
  {
    reason: 'admission',
    when: says(/failed calling webhook|error when calling webhook/),
    message: (e) => e.message.replace(/^Internal error occurred: /, ''),
  },
  { reason: 'admission', when: says(/(?:Validating|Mutating)AdmissionPolicy '/), message: policyText },
  {
    reason: 'other',
    when: (e) => causesOf(e).some((c) => c.reason === 'NamespaceTerminating'),
    message: terminatingText,
  },
  {
    reason: 'other',
    when: (e) => e.status === 404 && e.details?.kind === 'namespaces',
    message: (e) => `namespace ${e.details?.name ?? ''} does not exist`,
  },
  {
    reason: 'forbidden',
    when: says(/\bcannot \w+ resource\b|attempting to grant RBAC permissions not currently held/, 403),
  },
  { reason: 'admission', when: (e) => e.status === 403 },
  { reason: 'schema', when: says(/does not fit its schema/), message: textOfCauses, fields: causeFields },
  {
    reason: 'schema',
    when: (e) => e.status === 400 && fieldsNotInSchema(e.message).length > 0,
    fields: (e) => fieldsNotInSchema(e.message),
  },
  { reason: 'schema', when: says(/strict decoding error|cannot be handled as an? /, 400) },
  { reason: 'immutable', when: isImmutable, message: textOfCauses, fields: causeFields },
  { reason: 'invalid', when: (e) => e.status === 422, message: textOfCauses, fields: causeFields },
  { reason: 'invalid', when: (e) => e.status === 400 },
  {
    reason: 'other',
    when: (e) => e.status === 405,
    message: () => 'objects of this kind cannot be applied: the server offers no patch for it',
  },
  {
    reason: 'other',
    when: (e) => e.status === 409 || e.status === 404 || e.status === 413 || e.status === 415 || e.status === 500,
  },
];

/** Undefined for what is no answer to this one object: an unreachable or overloaded server, missing credentials, a defect. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (isKindNotServed(error)) {
    return {
      reason: 'unknownKind',
      message: error.hint ? `${error.message}; ${error.hint}` : error.message,
      fields: [],
    };
  }
  if (!(error instanceof ApiError)) return undefined;
  const rule = rules.find(({ when }) => when(error));
  if (!rule) return undefined;
  const message = rule.message?.(error) ?? readable(error.message);
  return { reason: rule.reason, message, fields: rule.fields?.(error) ?? [] };
}

function causeFields(error: ApiError): readonly string[] {
  return [...new Set(causesOf(error).flatMap(({ field }) => (field ? [field.replace(/^\./, '')] : [])))];
}

function conflictText(error: ApiError): string {
  const parts = causesOf(error).map((cause) => {
    const manager = /conflict with "([^"]*)"/.exec(cause.message ?? '')?.[1] ?? 'another manager';
    return `${cause.field ?? 'a field'} is owned by ${manager}`;
  });
  return parts.join(', ') || readable(error.message);
}

function policyText(error: ApiError): string {
  const said =
    causesOf(error)
      .map(sayCause)
      .find((text) => /AdmissionPolicy '/.test(text)) ?? readable(error.message);
  return said.replace(/^:? */, '');
}

function terminatingText(error: ApiError): string {
  const namespace = /in namespace (\S+) because/.exec(error.message)?.[1] ?? '';
  return `namespace ${namespace} is being deleted`;
}
