import { Command } from 'commander';
import { action } from '../action.ts';
import { outputOption } from '../options.ts';

const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value];

/** `tug release`: files into a registry, from where a cluster takes them. Needs no cluster. */
export function publishCommand(): Command {
  const release = new Command('release')
    .description('Put the files of a target into a registry, for Apps whose source.oci names it')
    .argument('<target>', 'app.yaml, directory, manifest or chart')
    .argument('<url>', 'oci://registry/repository[:tag]')
    .option('--tag <tag>', 'tag to put it under, beside that of the URL (repeatable; default: latest)', collect)
    .option('--revision <text>', 'what the files are a version of (default: BRANCH@sha1:COMMIT of the Git work tree)')
    .option('--annotation <key=value>', 'annotation of the artifact (repeatable)', collect)
    .action(action(async () => (await import('../actions/release.ts')).release));
  return outputOption(release, 'text', 'json', 'yaml');
}
