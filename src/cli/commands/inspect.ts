import { Command } from 'commander';
import { clusterOptions, outputOption } from '../options.ts';

/** Commands that look at what is in a cluster and change nothing. */
export function inspectCommands(): Command[] {
  const apps = clusterOptions(new Command('apps').description('List the Apps of a namespace'))
    .option('-A, --all-namespaces', 'of all namespaces')
    .action(async (options) => (await import('../actions/apps.ts')).apps(options));
  const status = clusterOptions(new Command('status').description('Show the health and the drift of an App').argument('<app>')).action(
    async (app, options) => (await import('../actions/status.ts')).status(app, options),
  );
  const tree = clusterOptions(new Command('tree').description('Show the members of an App and what they own').argument('<app>')).action(
    async (app, options) => (await import('../actions/tree.ts')).tree(app, options),
  );
  const why = clusterOptions(
    new Command('why').description('Explain one object: whose it is, how it is, who owns its fields').argument('<object>', 'kind/name, such as deploy/web'),
  ).action(async (object, options) => (await import('../actions/why.ts')).why(object, options));
  return [apps, status, tree, why].map((command) => outputOption(command, 'text', 'json', 'yaml'));
}
