import type { StatusCause } from '../errors.ts';

/**
 * Server-side apply answers 500 InternalError when the object itself does not fit its schema (kube-apiserver 1.36 still does):
 * that is no failure of the server, and no repetition mends it. Told as what it is, 422 Invalid with the fields.
 */
export interface Misfit {
  readonly message: string;
  readonly causes: readonly StatusCause[];
}

const typed = /^failed to create typed patch object \(.*?Kind=([^)]*)\):\s*(?:errors:)?([\s\S]*)$/;
const converted =
  /^failed to convert new object \(.*?Kind=([^)]*)\) to proper version: unable to convert unstructured object to [^:]*:([\s\S]*)$/;

export function readMisfit(message: string | undefined): Misfit | undefined {
  const [, kind, text] = typed.exec(message ?? '') ?? converted.exec(message ?? '') ?? [];
  if (kind === undefined || text === undefined) return undefined;
  const faults = text.split('\n').map((line) => withoutGo(line.trim()));
  const list = faults.filter((line) => line !== '');
  return { message: `the ${kind} does not fit its schema: ${list.join('; ')}`, causes: list.flatMap(causeOf) };
}

/** `.spec.ports[name="a"].port: expected numeric` */
function causeOf(fault: string): StatusCause[] {
  const [, field, message] = /^(\.(?:[^:"]|"(?:[^"\\]|\\.)*")*): ([\s\S]*)$/.exec(fault) ?? [];
  return field === undefined || message === undefined ? [] : [{ reason: 'FieldValueInvalid', field, message }];
}

function withoutGo(fault: string): string {
  return fault.replaceAll(/&value\.valueUnstructured\{Value:([^}]*)\}/g, '$1');
}
