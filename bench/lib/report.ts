/** What a benchmark found: tables, and the bounds it was held against. */
export interface Report {
  readonly title: string;
  /** What was done, so that somebody can do it again. */
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly bounds: readonly Bound[];
}

export interface Bound {
  readonly claim: string;
  readonly found: string;
  readonly holds: boolean;
}

export function terminalText({ title, text, columns, rows, bounds }: Report): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const table = lines.map((line) => `  ${line.map((cell, i) => pad(cell, widths[i] ?? 0, i)).join('  ')}`.trimEnd());
  return [`\n${title}`, text, '', ...table, '', ...bounds.map((bound) => `  ${boundText(bound)}`)].join('\n');
}

export function markdown({ title, text, columns, rows, bounds }: Report): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, column) => (column === 0 ? '---' : '---:'));
  const table = [columns, rule, ...rows].map(row);
  return [`## ${title}`, '', text, '', ...table, '', ...bounds.map((bound) => `- ${boundText(bound)}`), ''].join('\n');
}

const boundText = ({ claim, found, holds }: Bound): string =>
  `${holds ? 'holds' : 'DOES NOT HOLD'}: ${claim}: ${found}`;

const pad = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);
