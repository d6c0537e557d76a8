import type { ApiErrorFields, StatusCause } from '../errors.ts';

/** Reasons whose messages name objects, users and managers only. */
const harmless = new Set([
  'NotFound',
  'AlreadyExists',
  'Conflict',
  'Unauthorized',
  'Expired',
  'Gone',
  'TooManyRequests',
  'MethodNotAllowed',
]);

/** The authoriser's and the quota's own words; an admission webhook's are anybody's. */
const harmlessForbidden = /User "[^"]*" cannot \w+ resource|exceeded quota:|unable to create new content in namespace/;

/** Validation messages echo the offending value ("Invalid value: …"): for a Secret only the reason and the fields are kept. */
export function forSecrets(fields: ApiErrorFields): ApiErrorFields {
  if (harmless.has(fields.reason) || (fields.reason === 'Forbidden' && harmlessForbidden.test(fields.message))) {
    return fields;
  }
  const causes = (fields.details?.causes ?? []).map(withoutValue);
  const named = [...causes.map((cause) => cause.field ?? ''), ...fieldsIn(fields.message)].filter(
    (field) => field !== '',
  );
  const list = [...new Set(named)].slice(0, 10).join(', ');
  return {
    ...fields,
    message: `the server refused the Secret (${fields.reason})${list === '' ? '' : ` because of ${list}`}; its own words are withheld because they may hold values`,
    details: fields.details && { ...fields.details, causes },
  };
}

function withoutValue(cause: StatusCause): StatusCause {
  const { reason, field } = cause;
  return { ...(reason === undefined ? {} : { reason }), ...(field === undefined ? {} : { field }) };
}

/** Field paths of the parts of a Secret; a key is cut where a value might begin. */
function fieldsIn(message: string): string[] {
  return [
    ...message.matchAll(/\b(?:metadata|data|stringData|type|immutable)(?:\.[A-Za-z0-9_-]+|\[[A-Za-z0-9_.-]+\])*/g),
  ]
    .map(([field]) => field)
    .slice(0, 5);
}
