export const generated = '<!-- Made by `npm run reference` from the sources. Change those, not this page. -->';

export const heading = (level: number, text: string): string => `${'#'.repeat(level)} ${text}`;

/** Text that may stand in a cell of a table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
