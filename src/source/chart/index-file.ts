import { Problem } from '../../lib/errors.ts';
import { parseDocument, yamlLimits } from '../../lib/yaml.ts';

export interface IndexEntry {
  readonly version: string;
  readonly urls: readonly string[];
  readonly digest: string | undefined;
}

/** What an index says of one chart. Of a chart that it does not have, the names that are like it. */
export type IndexedChart =
  | { readonly kind: 'there'; readonly entries: readonly IndexEntry[] }
  | { readonly kind: 'absent'; readonly like: readonly string[] };

/** The largest public index is some 20 MB. */
export const indexLimits = { ...yamlLimits, length: 64 * 2 ** 20, expanded: 512 * 2 ** 20 };

/**
 * What the text of an index says of some charts. An index as Helm writes it is cut into the sections of its charts and only those asked for are
 * parsed: a hundredth of the time that the whole takes. Anything else is parsed whole. Problem when it is no index.
 */
export function chartsIn(text: string, shown: string, names: Iterable<string>): Map<string, IndexedChart> {
  const wanted = [...names];
  const sections = sectionsOf(text);
  if (sections) {
    const entries = inSections(text, sections, wanted);
    if (entries) return select(entries, [...sections.keys()], wanted);
  }
  const { entries } = wholeOf(text, shown) as { entries?: Record<string, unknown> };
  if (typeof entries !== 'object' || entries === null) {
    throw new Problem('SourceUnavailable', `${shown} is no index of charts`, {
      hint: 'check the URL of the repository',
    });
  }
  return select(new Map(Object.entries(entries)), Object.keys(entries), wanted);
}

function wholeOf(text: string, shown: string): object {
  if (text.startsWith('{') && text.length <= indexLimits.length) {
    try {
      return JSON.parse(text) as object;
    } catch {
      // A flow mapping of YAML begins so too.
    }
  }
  const value = parseDocument(text, shown, indexLimits)?.value;
  return typeof value === 'object' && value !== null ? value : {};
}

type Section = readonly [start: number, end: number];

/** A key at the indentation of the charts: plain or quoted, with its colon. */
const chartKey = /^ +(?:"([^"\\]+)"|'([^']+)'|([A-Za-z0-9][^\s:#]*))[ ]*:(?= |$)/;

/**
 * Where each chart's part of `entries` lies. Whatever belongs to a chart is indented more than its name, or begins with `-`; a line that is
 * otherwise, a tab, or a name that comes twice means that this text was not written by Helm, and then there are no sections.
 */
function sectionsOf(text: string): Map<string, Section> | undefined {
  const head = /^entries:[ ]*\r?$/m.exec(text);
  if (!head) return undefined;
  const sections = new Map<string, Section>();
  let indent = -1;
  let open: { name: string; start: number } | undefined;
  const close = (end: number): void => void (open && sections.set(open.name, [open.start, end]));
  let at = head.index + head[0].length + 1;
  for (; at < text.length; at = endOf(text, at)) {
    const depth = indentOf(text, at);
    if (depth < 0) continue;
    if (depth === 0) {
      if (/^(?:[A-Za-z]|---|\.\.\.)/.test(text.slice(at, at + 3))) break;
      return undefined;
    }
    if (indent < 0) indent = depth;
    if (depth > indent) continue;
    if (depth < indent) return undefined;
    if (text.charCodeAt(at + depth) === dash) continue;
    const key = chartKey.exec(text.slice(at, endOf(text, at)).trimEnd());
    const name = key?.[1] ?? key?.[2] ?? key?.[3];
    if (name === undefined) return undefined;
    close(at);
    if (sections.has(name)) return undefined;
    open = { name, start: at };
  }
  close(Math.min(at, text.length));
  return sections.size > 0 ? sections : undefined;
}

const [space, dash, hash, newline, carriage] = Buffer.from(' -#\n\r');

function endOf(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

/** Spaces that a line begins with; -1 for one that says nothing. */
function indentOf(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === space) at += 1;
  const first = text.charCodeAt(at);
  return first === hash || first === newline || first === carriage || Number.isNaN(first) ? -1 : at - from;
}

/** The parsed sections; undefined when one does not stand for itself. */
function inSections(
  text: string,
  sections: ReadonlyMap<string, Section>,
  names: readonly string[],
): Map<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const name of names) {
    const section = sections.get(name);
    if (!section) continue;
    try {
      const value = parseDocument(text.slice(...section), '', indexLimits)?.value as Record<string, unknown>;
      if (!Object.hasOwn(value, name)) return undefined;
      found.set(name, value[name]);
    } catch {
      return undefined;
    }
  }
  return found;
}

function select(
  found: ReadonlyMap<string, unknown>,
  all: readonly string[],
  wanted: readonly string[],
): Map<string, IndexedChart> {
  return new Map(
    wanted.map((name): [string, IndexedChart] => {
      const items = found.get(name);
      if (Array.isArray(items)) return [name, { kind: 'there', entries: items.flatMap(entryOf) }];
      const like = all.filter((other) => other.includes(name) || name.includes(other)).slice(0, 5);
      return [name, { kind: 'absent', like }];
    }),
  );
}

/** An entry that says neither version nor where it is, is passed over. */
function entryOf(item: unknown): IndexEntry[] {
  const { version, urls, digest } = (item ?? {}) as Record<string, unknown>;
  if (typeof version !== 'string' || !Array.isArray(urls)) return [];
  return [
    {
      version,
      urls: urls.filter((url) => typeof url === 'string'),
      digest: typeof digest === 'string' && digest ? digest.replace(/^sha256:/, '').toLowerCase() : undefined,
    },
  ];
}
