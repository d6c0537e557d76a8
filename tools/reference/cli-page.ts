import type { Argument, Command, Option } from 'commander';
import { cell, generated, heading, table } from './markdown.ts';

/** The reference page of the command line: what `--help` says of every command, with options that many share told once. */
export function cliPage(program: Command): string {
  const commands = leavesOf(program, 'tug');
  const shared = sharedOptions(commands);
  return [
    heading(1, 'Command line'),
    generated,
    'What `tug COMMAND --help` says. [push.md](../push.md) shows the commands at work, and [exit-codes.md](exit-codes.md) has the exit codes.',
    table(
      ['command', ''],
      commands.map(({ name, command }) => [
        `[\`${name}\`](#${name.replaceAll(' ', '-')})`,
        cell(command.description()),
      ]),
    ),
    ...commands.map((one) => commandText(one, shared)),
    `${heading(2, 'Options of a cluster')}\n\n${optionsTable(shared)}`,
  ]
    .join('\n\n')
    .concat('\n');
}

interface Named {
  readonly name: string;
  readonly command: Command;
}

function leavesOf(command: Command, name: string): Named[] {
  if (command.commands.length === 0) return [{ name, command }];
  return command.commands.flatMap((child) => leavesOf(child, `${name} ${child.name()}`));
}

/** Options that say which cluster, and whom to act as: those that `apps`, which has hardly more, shares with `push`, word for word. */
function sharedOptions(commands: readonly Named[]): readonly Option[] {
  const [apps, push] = ['tug apps', 'tug push'].map(
    (name) => commands.find((one) => one.name === name)?.command.options ?? [],
  );
  return (apps ?? []).filter((option) => push?.some((other) => isSame(option, other)) && option.long !== '--output');
}

const isSame = (a: Option, b: Option): boolean => a.flags === b.flags && a.description === b.description;

function commandText({ name, command }: Named, shared: readonly Option[]): string {
  const own = command.options.filter((option) => !shared.some((other) => isSame(option, other)));
  const takesShared = own.length < command.options.length;
  const described = command.registeredArguments.filter(({ description }) => description);
  return [
    heading(2, name),
    `${command.description()}.`,
    `\`\`\`\n${name} ${command.usage()}\n\`\`\``,
    ...(described.length > 0 ? [table(['argument', ''], described.map(argumentRow))] : []),
    ...(own.length > 0 ? [optionsTable(own)] : []),
    ...(takesShared ? ['And the [options of a cluster](#options-of-a-cluster).'] : []),
  ].join('\n\n');
}

function argumentRow(argument: Argument): string[] {
  return [`\`${argument.name()}\``, cell(argument.description)];
}

function optionsTable(options: readonly Option[]): string {
  return table(
    ['option', ''],
    options.map((option) => [`\`${option.flags}\``, cell(optionText(option))]),
  );
}

function optionText({ description, argChoices, defaultValue }: Option): string {
  const choices = argChoices ? `: ${argChoices.join(', ')}` : '';
  const isSaid = defaultValue === undefined || typeof defaultValue === 'boolean' || Array.isArray(defaultValue);
  return `${description}${choices}${isSaid ? '' : ` (default: ${String(defaultValue)})`}`;
}
