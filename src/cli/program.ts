import { Command, CommanderError } from 'commander';
import { healthCommand } from './commands/health.ts';
import { inspectCommands } from './commands/inspect.ts';
import { installCommands } from './commands/install.ts';
import { operatorCommand } from './commands/operator.ts';
import { publishCommand } from './commands/publish.ts';
import { pullCommands } from './commands/pull.ts';
import { releaseCommands } from './commands/release.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { targetCommands } from './commands/target.ts';
import { exit } from './exit.ts';
import { version } from './version.ts';

/** The whole command line, which `run` parses and the reference page is made of. */
export function commandLine(): Command {
  const program = new Command('tug')
    .description('Deploys to Kubernetes: one spec that CI can push and that a cluster can pull')
    .version(version, '-v, --version')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .showSuggestionAfterError()
    .exitOverride();
  const commands = [
    ...targetCommands(),
    ...releaseCommands(),
    ...inspectCommands(),
    publishCommand(),
    ...pullCommands(),
    ...installCommands(),
    operatorCommand(),
    healthCommand(),
    sandboxCommand(),
  ];
  for (const command of commands) program.addCommand(overriding(command));
  return program;
}

/** Parses the command line and carries it out. Gives the exit code; whatever goes wrong has been printed by then. */
export async function run(args: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unlessClosed);
  try {
    await commandLine().parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? exit.done);
  } catch (error) {
    // Commander has printed its own sentence; help and version end with exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.error;
    const { printError } = await import('./print/error.ts');
    return await printError(error, args);
  }
}

/** A reader that goes away (`tug apps | head`) is no failure, and must not end a deploy that is under way. */
function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
}

/** Subcommands must not exit by themselves either. */
function overriding(command: Command): Command {
  command.exitOverride();
  for (const child of command.commands) overriding(child);
  return command;
}
