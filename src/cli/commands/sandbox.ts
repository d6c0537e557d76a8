import { Command } from 'commander';
import { action } from '../action.ts';
import { outputOption } from '../options.ts';
import { operatorOptions } from './operator.ts';

/** `tug sandbox`: a real control plane on this machine, for trying things and for tests. */
export function sandboxCommand(): Command {
  const group = new Command('sandbox').description('Run a real Kubernetes API server on this machine');
  const add = (verb: 'up' | 'down' | 'status', description: string): void => {
    group.addCommand(
      outputOption(named(new Command(verb).description(description)), 'text', 'json').action(
        async (name: string | undefined, options: { name?: string; output: 'text' | 'json' }) => {
          const actions = await import('../actions/sandbox.ts');
          await actions[verb](name ?? options.name, options.output);
        },
      ),
    );
  };
  add('up', 'Start it, or leave it running; the first time builds it, which takes some minutes');
  add('down', 'End it and remove all it holds');
  add('status', 'Say whether it runs, and where its kubeconfig and kubectl are');
  const operator = new Command('operator')
    .description('Run the operator in the foreground, under its own ServiceAccount; run tug install first')
    .argument('[name]', 'which of several sandboxes (default: "default")');
  group.addCommand(
    operatorOptions(operator).action(
      action(async () => (await import('../actions/sandbox-operator.ts')).sandboxOperator),
    ),
  );
  return group;
}

function named(command: Command): Command {
  return command
    .argument('[name]', 'which of several sandboxes (default: "default")')
    .option('--name <name>', 'the same');
}
