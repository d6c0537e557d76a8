/** The API server's sentences, taken apart. */
import type { ApiError, StatusCause } from '../../kube/index.ts';

const longestCause = 400;

export function causesOf(error: ApiError): readonly StatusCause[] {
  return error.details?.causes ?? [];
}

/** How the kinds' own validation words it: "field is immutable", "updates to … are forbidden", "may not change once set", "cannot change roleRef". */
const immutable =
  /\bimmutable\b|\bupdates? (?:to|of) .*forbidden\b|\b(?:may|can) ?not be (?:changed|updated|modified)\b|\bmay not change\b|\bcan ?not (?:be )?change\b/i;

export function immutableCauses(error: ApiError): StatusCause[] {
  return causesOf(error).filter((cause) => {
    if (cause.field?.startsWith('metadata')) return false;
    // Of Secrets the words are withheld. Their type is only ever invalid because it changed, their data only forbidden once immutable.
    if (cause.message === undefined) return cause.reason === 'FieldValueForbidden' || cause.field === 'type';
    return immutable.test(cause.message);
  });
}

/** `Deployment.apps "web" is invalid: …` and `pods "x" is forbidden: …` without what the reader already knows. */
export function readable(message: string): string {
  return message.replace(/^\S+ "[^"]*" is (?:invalid|forbidden): /, '').replaceAll(/\s*\n\s*/g, ' ');
}

export function textOfCauses(error: ApiError): string {
  const said = [...new Set(causesOf(error).map(sayCause))];
  return said.length > 0 ? said.join('; ') : readable(error.message);
}

export function sayCause({ field, message, reason }: StatusCause): string {
  const words = withoutValue(message ?? reason ?? 'invalid');
  const text = field && field !== '<nil>' ? `${field.replace(/^\./, '')}: ${words}` : words;
  return text.length > longestCause ? `${text.slice(0, longestCause)} …` : text;
}

/** `Invalid value: {"matchLabels":…}: field is immutable`: a whole structure printed in Go's or JSON's form helps nobody. */
function withoutValue(message: string): string {
  return message.replace(/^(?:Invalid|Unsupported) value: (?:&?[\w.]+\{|[{[]).*[}\]]: /s, '');
}

const strict = /(?:unknown|duplicate) field "([^"]+)"/g;
const wrongGoType = /cannot unmarshal \w+ into Go struct field \w+\.(\S+) of type/g;

/** Paths of fields that do not fit the schema, in both forms in which decoding reports them; what server-side apply says of them has causes. */
export function fieldsNotInSchema(message: string): string[] {
  const found = [strict, wrongGoType].flatMap((form) => [...message.matchAll(form)].map(([, path = '']) => path));
  return [...new Set(found.map((path) => path.replace(/^\./, '')))];
}
