import { compare, parse, satisfies, validRange, type SemVer } from 'semver';
import { Problem } from '../lib/errors.ts';

/**
 * The newest of `versions` in a range, by the rules of Helm (Masterminds/semver): commas mean "and", `||` means "or", `!=`
 * exists, and a pre-release counts only where a bound beside it names one. An exact match wins before any range.
 */
export function newestIn(range: string, versions: readonly string[]): string | undefined {
  const exact =
    versions.find((version) => version === range) ?? versions.find((version) => bare(version) === bare(range));
  if (exact !== undefined) return exact;
  const groups = parseRange(range);
  let newest: { text: string; version: SemVer } | undefined;
  for (const text of versions) {
    const version = versionOf(text);
    if (!version || !groups.some((group) => inGroup(version, group))) continue;
    if (!newest || compare(version, newest.version) > 0) newest = { text, version };
  }
  return newest?.text;
}

export function isInRange(version: string, range: string): boolean {
  return newestIn(range, [version]) !== undefined;
}

export function newestFirst(versions: readonly string[]): string[] {
  return versions.filter(versionOf).toSorted((a, b) => compare(versionOf(b) ?? b, versionOf(a) ?? a));
}

/** Whether both are versions and the first is the older one. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [versionOf(version), versionOf(than)];
  return a !== null && b !== null && compare(a, b) < 0;
}

/** `v1` and `1.2` count as 1.0.0 and 1.2.0, as tags often have it. */
function versionOf(text: string): SemVer | null {
  const short = /^v?(\d+)(?:\.(\d+))?$/.exec(text);
  return parse(short ? `${short[1]}.${short[2] ?? 0}.0` : text, { loose: true });
}

interface Group {
  /** Terms that npm's semver knows. */
  readonly terms: readonly string[];
  readonly not: readonly string[];
}

const term = /\s*(=>|=<|>=|<=|!=|~>|[=<>~^])?\s*(v?[\dxX*][0-9A-Za-z.+*-]*)\s*,?/y;

function parseRange(range: string): Group[] {
  return (range.trim() || '*').split('||').map((text) => parseGroup(text.trim(), range));
}

function parseGroup(text: string, range: string): Group {
  const bad = new Problem('InvalidInput', `${JSON.stringify(range)} is no version range`, {
    hint: 'write for example 1.2.3, ^1.2, ~1.2.3 or >=1.2, <2',
  });
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  if (hyphen) return validRange(text, { loose: true }) ? { terms: [text], not: [] } : fail(bad);
  const group: { terms: string[]; not: string[] } = { terms: [], not: [] };
  term.lastIndex = 0;
  while (term.lastIndex < text.length) {
    const match = term.exec(text) ?? fail(bad);
    const [, operator = '', version = ''] = match;
    const plain = (operators[operator] ?? operator) + version.replace(/^v/, '');
    if (validRange(operator === '!=' ? version : plain, { loose: true }) === null) throw bad;
    if (operator === '!=') group.not.push(version);
    else group.terms.push(plain);
  }
  return group.terms.length + group.not.length > 0 ? group : fail(bad);
}

const operators: Readonly<Record<string, string>> = { '=>': '>=', '=<': '<=', '~>': '~', '=': '' };

function inGroup(version: SemVer, { terms, not }: Group): boolean {
  const options = { includePrerelease: true, loose: true };
  if (version.prerelease.length > 0 && ![...terms, ...not].some((text) => text.includes('-'))) return false;
  return (
    terms.every((text) => satisfies(version, text, options)) && !not.some((text) => satisfies(version, text, options))
  );
}

/** Without the `v` and the build metadata that a tag may carry. */
function bare(version: string): string {
  return version.replace(/^v/, '').replace(/\+.*$/, '');
}

function fail(problem: Problem): never {
  throw problem;
}
