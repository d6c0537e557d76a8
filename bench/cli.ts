/** How long one command takes from the shell's point of view. */
import type { Bench } from './lib/bench.ts';
import { writeContent } from './lib/content.ts';
import { createNamespace } from './lib/namespace.ts';
import type { Report } from './lib/report.ts';
import { median, megabytes, seconds } from './lib/stats.ts';
import { type Command, measure, type Usage } from './lib/usage.ts';

const runs = 15;

export async function cli(bench: Bench): Promise<Report[]> {
  const { tug, kubectl, env, kubeconfig } = bench;
  const { plain } = await writeContent(35, bench.directory);
  const where = ['-n', await createNamespace(bench), '--kubeconfig', kubeconfig];
  const commands: readonly [string, Command][] = [
    ['node -e 0', { program: tug.program, args: ['-e', '0'], env }],
    ['tug --help', { program: tug.program, args: [...tug.args, '--help'], env }],
    ['kubectl --help', { program: kubectl, args: ['--help'], env }],
    ['tug render of 35 objects', { program: tug.program, args: [...tug.args, 'render', plain], env }],
    ['tug plan of 35 objects', { program: tug.program, args: [...tug.args, 'plan', plain, ...where], env }],
    ['kubectl diff of 35 objects', { program: kubectl, args: ['diff', '-f', plain, ...where], env, exits: [1] }],
  ];
  const measured: [string, Usage[]][] = commands.map(([name]) => [name, []]);
  // One round for caches that are filled once, then all commands in turn, so that a slow moment meets all of them.
  for (let round = 0; round <= runs; round++) {
    for (const [index, [, command]] of commands.entries()) {
      const usage = await measure(command);
      if (round > 0) measured[index]?.[1].push(usage);
    }
  }
  bench.say(`${commands.length} commands, ${runs} runs each`);
  const timeOf = (name: string): number =>
    median((measured.find(([found]) => found === name)?.[1] ?? []).map((usage) => usage.seconds));
  const [help, plan] = [timeOf('tug --help'), timeOf('tug plan of 35 objects')];
  return [
    {
      title: 'One command',
      text: `Whole process of the bundled build, medians of ${runs} runs after one that fills caches.`,
      columns: ['', 'time', 'CPU', 'peak memory'],
      rows: measured.map(([name, usages]) => [
        name,
        seconds(median(usages.map((usage) => usage.seconds))),
        seconds(median(usages.map((usage) => usage.cpuSeconds))),
        megabytes(Math.max(...usages.map((usage) => usage.peakBytes))),
      ]),
      bounds: [
        { claim: '`tug --help` takes at most 80 ms', found: seconds(help), holds: help <= 0.08 },
        { claim: '`tug plan` of 35 plain objects takes at most 600 ms', found: seconds(plan), holds: plan <= 0.6 },
      ],
    },
  ];
}
