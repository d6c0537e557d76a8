import { join } from 'node:path';
import { buildGo } from '../../src/lib/go.ts';
import { run } from '../support/tug.ts';
import { kubeconfigOf } from '../support/cluster.ts';
import type { Ended } from '../support/tug.ts';

const directory = join(import.meta.dirname, '..', '..', 'sandbox', 'modules', 'helm');

/** The real Helm, built once from its own Go module. */
export async function helmProgram(): Promise<string> {
  const built = await buildGo({
    name: 'helm',
    directory,
    programs: { helm: 'helm.sh/helm/v4/cmd/helm' },
    ldflags: '-s -w -X helm.sh/helm/v4/internal/version.version=v4.3.1',
    cache: 'sandbox',
    onProgress: (line) => console.error(line),
  });
  return join(built, 'helm');
}

/** Runs Helm in a namespace, with nothing of this user's Helm set-up. Throws what it says when it fails. */
export async function helm(
  program: string,
  where: { readonly namespace: string; readonly directory: string },
  ...args: readonly string[]
): Promise<Omit<Ended, 'json'>> {
  const home = join(where.directory, '.helm');
  const env = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home };
  const ended = await run(program, [...args, '-n', where.namespace, '--kubeconfig', kubeconfigOf()], {
    cwd: where.directory,
    env,
  });
  if (ended.code !== 0) throw new Error(`helm ${args.join(' ')}: ${ended.stderr}`);
  return ended;
}
