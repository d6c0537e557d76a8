import { Command } from 'commander';
import { action } from '../action.ts';
import { clusterOptions, outputOption } from '../options.ts';

/** Commands that look at what is in a cluster and change nothing. */
export function inspectCommands(): Command[] {
  const apps = clusterOptions(new Command('apps').description('List the Apps of a namespace'))
    .option('-A, --all-namespaces', 'of all namespaces')
    .action(action(async () => (await import('../actions/apps.ts')).apps));
  const status = clusterOptions(
    new Command('status').description('Show the health and the drift of an App').argument('<app>'),
  ).action(action(async () => (await import('../actions/status.ts')).status));
  const tree = clusterOptions(
    new Command('tree').description('Show the members of an App and what they own').argument('<app>'),
  ).action(action(async () => (await import('../actions/tree.ts')).tree));
  const why = clusterOptions(
    new Command('why')
      .description('Explain one object: whose it is, how it is, who owns its fields')
      .argument('<object>', 'kind/name, such as deploy/web'),
  ).action(action(async () => (await import('../actions/why.ts')).why));
  return [apps, status, tree, why].map((command) => outputOption(command, 'text', 'json', 'yaml'));
}
