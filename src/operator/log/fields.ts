import type { Fields } from './types.ts';

const longest = 2_048;
/** The keys of a line itself; a field of that name gets an underscore. */
const reserved: ReadonlySet<string> = new Set(['level', 'time', 'message']);

/** What may be written. The types say so already; what comes from JSON or a cast is held to it here too. */
export function writable(fields: Fields): Record<string, string | number | boolean> {
  const out: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries<unknown>(fields)) {
    if (value === undefined || value === null) continue;
    out[reserved.has(name) ? `${name}_` : name] = scalar(value);
  }
  return out;
}

/** At most 2 KB of a text, and how much was left out. */
export function shortened(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).toWellFormed()}… (${text.length - longest} more)`;
}

function scalar(value: unknown): string | number | boolean {
  if (typeof value === 'string') return shortened(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return `[${typeof value}]`;
}
