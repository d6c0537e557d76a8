import { Command, Option } from 'commander';

export function healthCommand(): Command {
  return new Command('health')
    .description('Judge objects by their own status: one line for each document of a file, or of standard input')
    .argument('[file]', 'YAML documents, JSON or JSON Lines; - is standard input', '-')
    .addOption(new Option('-o, --output <format>', 'output format').choices(['text', 'json']).default('text'))
    .action(async (file: string, options: { output: 'text' | 'json' }) =>
      (await import('../actions/health.ts')).judge(file, options),
    );
}
