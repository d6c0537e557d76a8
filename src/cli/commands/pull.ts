import { Command } from 'commander';
import { action } from '../action.ts';
import { clusterOptions, outputOption } from '../options.ts';

/** Commands that steer what an operator does with an App. */
export function pullCommands(): Command[] {
  const hold = clusterOptions(
    new Command('hold')
      .description('Pause an App: no operator and no push changes it until the hold is over or resumed')
      .argument('<app>'),
  )
    .requiredOption('--reason <text>', 'why, for whoever comes upon it')
    .option('--for <duration>', 'how long, at most 30d', '24h')
    .action(action(async () => (await import('../actions/hold.ts')).hold));
  const resume = clusterOptions(new Command('resume').description('End the hold of an App').argument('<app>')).action(
    action(async () => (await import('../actions/hold.ts')).resume),
  );
  const sync = clusterOptions(
    new Command('sync')
      .description('Make the operator act on an App now, and wait; in sync.mode: manual this is the leave to write')
      .argument('<app>'),
  )
    .option('--no-wait', 'do not wait until the operator has acted')
    .option('--timeout <duration>', 'how long to wait', '5m')
    .action(action(async () => (await import('../actions/sync.ts')).sync));
  return [
    outputOption(hold, 'text', 'json', 'yaml'),
    outputOption(resume, 'text', 'json', 'yaml'),
    outputOption(sync, 'text', 'json', 'yaml', 'github', 'junit'),
  ];
}
