import { Command } from 'commander';
import { action } from '../action.ts';
import { connectionOptions, outputOption, wholeNumber } from '../options.ts';

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];
const none: string[] = [];

/** Putting the operator into a cluster, and giving namespaces to tenants. */
export function installCommands(): Command[] {
  const install = connectionOptions(
    new Command('install').description('Put the operator into a cluster, or bring it to this version'),
  )
    .option('--image <ref>', 'image of the operator, as the nodes pull it')
    .option('--replicas <n>', 'how many share the Apps', wholeNumber, 1)
    .option('--no-deployment', 'definitions, roles and policies only; the operator runs somewhere else')
    .option('--dry-run', 'show what would change')
    .action(action(async () => (await import('../actions/install.ts')).install));
  const uninstall = connectionOptions(
    new Command('uninstall').description('Take the operator out; Apps and what they deployed stay'),
  )
    .option('--crds', 'the definitions too, and with them every App, Tenant and Source object')
    .option('-y, --yes', 'do not ask')
    .action(action(async () => (await import('../actions/uninstall.ts')).uninstall));
  return [outputOption(install, 'text', 'json', 'yaml'), outputOption(uninstall, 'text', 'json', 'yaml'), tenant()];
}

function tenant(): Command {
  const add = connectionOptions(
    new Command('add').description('Make a tenant, or bring it to what these options say').argument('<name>'),
  )
    .option('-n, --namespace <name>', 'a namespace of it (repeatable; default: one of its name)', collect, none)
    .option('--service-account <name>', 'whom its Apps act as', 'tug-deployer')
    .option('--role <name>', 'ClusterRole of that account in each namespace', 'admin')
    .option('--source <pattern>', 'URL its Apps may take files from, with * (repeatable; default: any)', collect, none)
    .option('--objects <n>', 'most objects of one App', wholeNumber)
    .option('--quota <key=value>', 'a limit of each namespace, as requests.cpu=4 (repeatable)', collect, none)
    .option('--default <key=value>', 'what containers get that do not say, as memory=128Mi (repeatable)', collect, none)
    .option('--print', 'print the objects as YAML and apply nothing')
    .action(action(async () => (await import('../actions/tenant.ts')).addTenant));
  const list = connectionOptions(new Command('list').description('List the tenants of a cluster')).action(
    action(async () => (await import('../actions/tenant.ts')).listTenants),
  );
  const group = new Command('tenant').description('Give namespaces to those whose Apps go there');
  for (const command of [add, list]) group.addCommand(outputOption(command, 'text', 'json', 'yaml'));
  return group;
}
