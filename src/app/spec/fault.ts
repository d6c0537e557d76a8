/** What is wrong with an App, in one sentence, wherever the App came from. */
import type { z } from 'zod';

/** Where the fault is; of an unknown field, the field. */
export function pathOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
}

/** `spec.ignore[0].paths`; empty for the whole. */
export function fieldText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '');
}

/** The first fault, and how many more there are. `whole` names what has no field to be named by: `the App`. */
export function sentenceOf(issues: readonly z.core.$ZodIssue[], whole: string): string {
  const [first, ...others] = issues;
  if (!first) return `${whole} is not valid`;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return `${sentence(first, fieldText(first.path) || whole)}${more}`;
}

function sentence(issue: z.core.$ZodIssue, shown: string): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${shown} has no field ${issue.keys.map((key) => `"${key}"`).join(', ')}${misreadKey(issue.keys)}`;
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `${shown} is missing`
        : `${shown} must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `${shown} must be ${issue.values.map((v) => JSON.stringify(v)).join(' or ')}`;
    case 'too_small':
      return `${shown} ${sizeOf(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `${shown} ${sizeOf(issue.origin, 'at most', issue.maximum)}`;
    case 'invalid_format':
    case 'custom':
      return `${shown} ${issue.message.startsWith('Invalid') ? `is not valid: ${issue.message}` : issue.message}`;
    default:
      return `${shown}: ${issue.message}`;
  }
}

/** As kubectl does, and as YAML 1.1 says. */
function misreadKey(keys: readonly string[]): string {
  return keys.some((key) => key === 'true' || key === 'false')
    ? '; without quotes YAML takes on and yes for true, off and no for false: write "on"'
    : '';
}

function article(expected: string): string {
  const words: Record<string, string> = { object: 'a map', record: 'a map', array: 'a list', int: 'a whole number' };
  return words[expected] ?? `a ${expected}`;
}

/** Texts and lists have a length, numbers are it. */
function sizeOf(origin: string, bound: 'at least' | 'at most', limit: number | bigint): string {
  const [one, many] = units[origin] ?? [];
  return one === undefined
    ? `must be ${bound} ${limit}`
    : `must have ${bound} ${limit} ${Number(limit) === 1 ? one : many}`;
}

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};
