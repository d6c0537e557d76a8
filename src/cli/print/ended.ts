import type { Ended } from '../ended.ts';
import type { Output } from '../options.ts';
import { printData } from './data.ts';
import { junit } from './junit.ts';
import { verdictData, verdictText } from './verdict.ts';

/** Prints how deploys ended, in any output format. A list of one is printed as that one. */
export async function printEnded(all: readonly Ended[], output: Output, done?: string): Promise<void> {
  if (output === 'junit') {
    process.stdout.write(junit(all));
    return;
  }
  const data = all.map(verdictData);
  if (await printData(data.length === 1 ? data[0] : data, output)) return;
  for (const ended of all) process.stdout.write(`${verdictText(ended, done)}\n`);
}
