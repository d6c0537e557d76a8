interface Operator {
  /** For each argument, the characters that end it. An argument after the first is optional. */
  readonly stops: readonly string[];
  readonly escapes: boolean;
  readonly apply: (value: string, args: readonly string[]) => string;
}

const one = ['}'];
const pair = ['/}', '}'];

/** Flux takes `:?` and `:+` for defaults, though a shell does not; so do we. */
const fallback: Operator = { stops: one, escapes: false, apply: (value, [other = '']) => value || other };

export const operators: Readonly<Record<string, Operator>> = {
  '=': fallback,
  ':=': fallback,
  ':-': fallback,
  ':?': fallback,
  ':+': fallback,
  ':': { stops: [':}', '}'], escapes: false, apply: substring },
  ',': { stops: [], escapes: false, apply: (value) => value.slice(0, 1).toLowerCase() + value.slice(1) },
  ',,': { stops: [], escapes: false, apply: (value) => value.toLowerCase() },
  '^': { stops: [], escapes: false, apply: (value) => value.slice(0, 1).toUpperCase() + value.slice(1) },
  '^^': { stops: [], escapes: false, apply: (value) => value.toUpperCase() },
  '/': { stops: pair, escapes: true, apply: (value, [from = '', to = '']) => value.replace(from, () => to) },
  '//': { stops: pair, escapes: true, apply: (value, [from = '', to = '']) => value.replaceAll(from, () => to) },
  '/#': {
    stops: pair,
    escapes: true,
    apply: (value, [from = '', to = '']) => (value.startsWith(from) ? to + value.slice(from.length) : value),
  },
  '/%': {
    stops: pair,
    escapes: true,
    apply: (value, [from = '', to = '']) =>
      value.endsWith(from) ? value.slice(0, value.length - from.length) + to : value,
  },
  '#': { stops: one, escapes: false, apply: (value, [pattern = '']) => trimStart(value, pattern, 'shortest') },
  '##': { stops: one, escapes: false, apply: (value, [pattern = '']) => trimStart(value, pattern, 'longest') },
  '%': { stops: one, escapes: false, apply: (value, [pattern = '']) => trimEnd(value, pattern, 'shortest') },
  '%%': { stops: one, escapes: false, apply: (value, [pattern = '']) => trimEnd(value, pattern, 'longest') },
};

/** As bash: a position or length that is no number leaves the value as it is, a negative position counts from the end. */
function substring(value: string, [position = '', length]: readonly string[]): string {
  if (!/^[-+]?\d+$/.test(position) || (length !== undefined && !/^[-+]?\d+$/.test(length))) return value;
  const start = Number(position) < 0 ? Math.max(0, value.length + Number(position)) : Number(position);
  return length === undefined ? value.slice(start) : value.slice(start, start + Math.max(0, Number(length)));
}

function trimStart(value: string, pattern: string, prefer: 'shortest' | 'longest'): string {
  return value.slice(matchLength(value.length, prefer, (length) => globMatches(pattern, value.slice(0, length))));
}

function trimEnd(value: string, pattern: string, prefer: 'shortest' | 'longest'): string {
  return value.slice(
    0,
    value.length -
      matchLength(value.length, prefer, (length) => globMatches(pattern, value.slice(value.length - length))),
  );
}

/** The length of the shortest or longest non-empty match, 0 when there is none. */
function matchLength(length: number, prefer: 'shortest' | 'longest', matches: (length: number) => boolean): number {
  const lengths = Array.from({ length }, (_, index) => (prefer === 'shortest' ? index + 1 : length - index));
  return lengths.find(matches) ?? 0;
}

/** `*` and `?` only, without a regular expression: the pattern comes from a file. */
function globMatches(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') [star, mark, p] = [p, t, p + 1];
    else if (pattern[p] === '?' || (p < pattern.length && pattern[p] === text[t])) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, mark, t] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
