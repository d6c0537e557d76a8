/** A hold is a pause with a reason and an expiry. Whoever writes one by hand learns at once what is missing, not weeks later that it never ended. */
import { holdAnnotation } from '../../names.ts';
import type { Rule } from './policy.ts';

const text = String.raw`"(?:[^"\\]|\\.)*"`;
const pair = String.raw`\s*"[A-Za-z]+"\s*:\s*${text}\s*`;
/** A flat JSON object of texts. CEL reads no JSON, and this much of it is a regular language. */
const shape = String.raw`^\s*\{${pair}(?:,${pair}){1,7}\}\s*$`;
const filled = (key: string): string => String.raw`"${key}"\s*:\s*"[^"]`;
const until = String.raw`"until"\s*:\s*"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"`;

const mustMatch = [shape, filled('reason'), until];

const annotation = (object: string): string => `${object}.metadata.?annotations[?'${holdAnnotation}']`;

export const isHeldAnew: string =
  `${annotation('object')}.hasValue() && ` +
  `(request.operation == 'CREATE' || ${annotation('object')} != ${annotation('oldObject')})`;

export const holdRule: Rule = {
  expression: mustMatch.map((pattern) => `variables.hold.matches(r'${pattern}')`).join(' && '),
  message: `${holdAnnotation} must be JSON such as {"reason":"…","by":"…","until":"2030-01-31T12:00:00Z"}; tug hold writes it`,
  reason: 'Invalid',
};
