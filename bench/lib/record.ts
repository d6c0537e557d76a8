import { readFile, writeFile } from 'node:fs/promises';
import { markdown, type Report } from './report.ts';

/**
 * Puts what a benchmark found in place of what is recorded of it, between `<!-- bench:NAME -->` and `<!-- bench:NAME end -->`. What
 * others have recorded stays, with the machine it was found on.
 */
export async function record(path: string, name: string, reports: readonly Report[], where: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const [first, last] = [`<!-- bench:${name} -->`, `<!-- bench:${name} end -->`];
  const [from, to] = [text.indexOf(first), text.indexOf(last)];
  if (from < 0 || to < from) throw new Error(`${path} has no place for ${name}: ${first} … ${last}`);
  const found = `\n\nWritten by \`npm run bench -- ${name} --record\`: ${where}.\n\n${reports.map(markdown).join('\n')}\n`;
  await writeFile(path, `${text.slice(0, from + first.length)}${found}${text.slice(to)}`);
}
