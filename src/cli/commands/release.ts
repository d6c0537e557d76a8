import { Command } from 'commander';
import { action } from '../action.ts';
import { clusterOptions, consentOptions, holdOption, outputOption, wholeNumber } from '../options.ts';

/** Commands about the releases of an App that is already in a cluster. */
export function releaseCommands(): Command[] {
  const history = clusterOptions(
    new Command('history').description('List the releases of an App').argument('<app>'),
  ).action(action(async () => (await import('../actions/history.ts')).history));
  const rollback = clusterOptions(
    new Command('rollback')
      .description('Bring the objects of an earlier release back')
      .argument('<app>')
      .argument('[release]', 'release number (default: the last good one before the newest)', wholeNumber),
  )
    .option('--for <duration>', 'how long to hold an App that an operator pulls, so that it stays rolled back', '24h')
    .action(action(async () => (await import('../actions/rollback.ts')).rollback));
  const wait = clusterOptions(
    new Command('wait')
      .description('Wait until every member of an App is healthy, and what an operator pulls is deployed')
      .argument('<app>'),
  )
    .option('--timeout <duration>', 'how long to wait', '5m')
    .action(action(async () => (await import('../actions/wait.ts')).wait));
  const test = clusterOptions(new Command('test').description('Run the test hooks of an App').argument('<app>'))
    .option('--timeout <duration>', 'how long to wait', '5m')
    .action(action(async () => (await import('../actions/test.ts')).test));
  const remove = clusterOptions(
    new Command('delete').description('Delete every member of an App, and the App').argument('<app>'),
  )
    .option('--timeout <duration>', 'how long to wait', '5m')
    .action(action(async () => (await import('../actions/delete.ts')).deleteApp));
  return [
    outputOption(history, 'text', 'json', 'yaml'),
    outputOption(holdOption(consentOptions(rollback)), 'text', 'json', 'yaml', 'github', 'junit'),
    outputOption(wait, 'text', 'json', 'yaml', 'github', 'junit'),
    outputOption(test, 'text', 'json', 'yaml', 'github', 'junit'),
    outputOption(holdOption(consentOptions(remove)), 'text', 'json', 'yaml', 'github', 'junit'),
  ];
}
