import { wrap } from './wrap.ts';

/** As wide as a terminal that is not asked; most logs of CI show as much. */
const pageWidth = 120;
const gap = '  ';
const narrowest = 30;

/**
 * Columns, left-aligned, two spaces apart, without trailing blanks; the last one goes on in further lines where it is too long for the
 * page. The first row is the heading. Cells hold no colour.
 */
export function table(
  rows: readonly (readonly string[])[],
  width: number = process.stdout.columns ?? pageWidth,
): string {
  const columns = (rows[0] ?? []).length;
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + gap.length, 0);
  return rows
    .flatMap((row) => {
      const head = row.slice(0, columns - 1).map((cell, i) => cell.padEnd(widths[i] ?? 0) + gap);
      const lines = wrap(row[columns - 1] ?? '', Math.max(narrowest, width - before));
      return lines.map((line, i) => `${i === 0 ? head.join('') : ' '.repeat(before)}${line}`.trimEnd());
    })
    .join('\n');
}

/** How long ago, as kubectl writes it: 45s, 12m, 3h, 5d. */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000));
  if (Number.isNaN(seconds)) return '';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
