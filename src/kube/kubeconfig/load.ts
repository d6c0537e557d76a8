import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { readConfigFile } from './file.ts';
import { inClusterSelection } from './in-cluster.ts';
import { mergeKubeconfigs } from './merge.ts';
import { parseKubeconfig } from './parse.ts';
import { invalidKubeconfig } from './problem.ts';
import { selectContext, withoutFile } from './select.ts';
import type { Kubeconfig, Selection } from './types.ts';

export interface LoadOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly server?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Finds the configuration: the file named, else those of $KUBECONFIG, else ~/.kube/config, else the pod this process runs in.
 * Unlike kubectl, a $KUBECONFIG none of whose files exists is an error and no reason to fall back to the pod's own cluster:
 * a typo in a CI variable must not deploy to the cluster of the runner.
 */
export async function loadSelection(options: LoadOptions): Promise<Selection> {
  const { env } = options;
  if (options.kubeconfig !== undefined && options.kubeconfig !== '') {
    return chosen(await loadFiles([resolve(options.kubeconfig)]), options, options.kubeconfig);
  }
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return chosen(await loadFiles(existing(listed, options)), options, listed.join(delimiter));
  const usual = join(env.HOME || homedir(), '.kube', 'config');
  if (existsSync(usual)) return chosen(await loadFiles([usual]), options, usual);
  if (options.server !== undefined && options.context === undefined) return withoutFile(options.server);
  const pod = inClusterSelection(env);
  if (pod && options.context === undefined) return pod;
  throw invalidKubeconfig(
    'no kubeconfig was found',
    usual,
    'name one with --kubeconfig or $KUBECONFIG, or run inside a cluster',
  );
}

function existing(listed: readonly string[], options: LoadOptions): string[] {
  const found = listed.filter((path) => existsSync(path)).map((path) => resolve(path));
  if (found.length > 0 || options.server !== undefined) return found;
  const said =
    listed.length === 1
      ? 'the file named by $KUBECONFIG does not exist'
      : 'none of the files named by $KUBECONFIG exists';
  throw invalidKubeconfig(said, listed.join(delimiter), 'correct $KUBECONFIG or unset it');
}

async function loadFiles(paths: readonly string[]): Promise<Kubeconfig> {
  const files: Kubeconfig[] = [];
  for (const path of paths) {
    files.push(parseKubeconfig((await readConfigFile(path, 'the kubeconfig', path)).toString('utf8'), path));
  }
  return mergeKubeconfigs(files);
}

function chosen(config: Kubeconfig, options: LoadOptions, where: string): Selection {
  const empty = config.clusters.length + config.contexts.length + config.users.length === 0;
  if (empty && options.server !== undefined && options.context === undefined) return withoutFile(options.server);
  if (empty) throw invalidKubeconfig('the kubeconfig is empty', where, 'name another with --kubeconfig or $KUBECONFIG');
  if (options.server !== undefined && options.context === undefined && config.currentContext === undefined) {
    return withoutFile(options.server);
  }
  return selectContext(config, options.context, where);
}
