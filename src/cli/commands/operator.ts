import { Command, InvalidArgumentError, Option } from 'commander';
import { action } from '../action.ts';
import { connectionOptions } from '../options.ts';

export function operatorCommand(): Command {
  return operatorOptions(
    connectionOptions(
      new Command('operator').description(
        'Run the operator, which deploys Apps from their sources for ever; in a cluster, or here against a kubeconfig',
      ),
    ),
  ).action(action(async () => (await import('../actions/operator.ts')).operator));
}

export function operatorOptions(command: Command): Command {
  return command
    .option('--namespaces <list>', 'only Apps of these namespaces, by commas', commaList)
    .option('--listen <host:port>', 'where health, metrics and webhooks are served', address)
    .option('--name <id>', 'name of this replica in the Leases (default: made of the host name)')
    .addOption(
      new Option('--log-level <level>', 'nothing less important is logged')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addOption(new Option('--log <format>', 'lines for people, or JSON for machines').choices(['text', 'json']));
}

function commaList(text: string, earlier: string[] = []): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))) return [...earlier, ...names];
  throw new InvalidArgumentError('it must be names of namespaces, by commas.');
}

function address(text: string): string {
  const port = /^(?:\[[0-9a-fA-F:]+\]|[\w.-]*):(\d{1,5})$/.exec(text)?.[1];
  if (port !== undefined && Number(port) <= 65_535) return text;
  throw new InvalidArgumentError('it must be HOST:PORT, such as 127.0.0.1:8080.');
}
