import { type Command, InvalidArgumentError, Option } from 'commander';

/** Options of every command that talks to a cluster. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly as?: string;
  readonly asGroup?: string[];
}

export type Output = 'text' | 'json' | 'yaml' | 'github' | 'junit';

/** Options of every command that takes a TARGET. */
export interface TargetOptions extends ClusterOptions {
  readonly release?: string;
  readonly values: string[];
  readonly set: string[];
  readonly image: string[];
  readonly output: Output;
}

export interface ConsentOptions {
  readonly yes?: boolean;
  readonly allowDelete: string[];
  readonly allowManyDeletions?: boolean;
  readonly allowEmpty?: boolean;
  readonly allowReplace?: boolean;
}

export interface HoldOptions {
  readonly despiteHold?: boolean;
}

export interface PushOptions extends TargetOptions, ConsentOptions, HoldOptions {
  readonly plan?: string;
  readonly partial?: boolean;
  readonly wait: boolean;
  readonly timeout?: string;
  readonly createNamespace?: boolean;
}

type LogFormat = 'text' | 'json';

/** Options of an operator, wherever it runs. */
export interface OperatorOptions {
  readonly namespaces?: string[];
  readonly listen?: string;
  readonly name?: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly log?: LogFormat;
}

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

export function clusterOptions(command: Command): Command {
  return connectionOptions(
    command.option('-n, --namespace <name>', 'namespace (default: that of the kubeconfig context)'),
  );
}

/** Where and as whom, for what works in many namespaces. */
export function connectionOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'kubeconfig file (default: $KUBECONFIG or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--as <user>', 'act as this user')
    .option('--as-group <group>', 'act as a member of this group (repeatable)', collect, [] as string[]);
}

export function outputOption(command: Command, ...choices: Output[]): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'output format').choices(choices).default(choices[0] ?? 'text'),
  );
}

export function targetOptions(command: Command): Command {
  return command
    .option('--release <name>', 'name of the App or Helm release, for a TARGET that is no App')
    .option('-f, --values <file>', 'values file of a chart (repeatable, later ones win)', collect, [] as string[])
    .option('--set <key=value>', 'one value of a chart, as with helm (repeatable)', collect, [] as string[])
    .option(
      '--image <name=ref>',
      'put an image in place of the one the files name (repeatable)',
      collect,
      [] as string[],
    );
}

export function consentOptions(command: Command): Command {
  return command
    .option('-y, --yes', 'do not ask')
    .option(
      '--allow-delete <kind>',
      'allow deleting members of a kind that holds data (repeatable)',
      collect,
      [] as string[],
    )
    .option('--allow-many-deletions', 'allow more deletions than sync.pruneLimit')
    .option('--allow-empty', 'allow a target without any object, which deletes every member')
    .option('--allow-replace', 'delete and create again what cannot be changed in place');
}

export function holdOption(command: Command): Command {
  return command.option('--despite-hold', 'go on although somebody holds the App');
}

/** A whole number, for commander's argument parsers. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('it must be a whole number.');
  return Number(text);
}
