import { connect, type Api } from '../kube/index.ts';
import type { World } from '../app/world.ts';
import type { Progress } from '../apply/types.ts';
import { Problem } from '../lib/errors.ts';
import type { ClusterOptions } from './options.ts';

/** A connection for one command, closed when the command ends; Ctrl-C aborts what is under way. */
export async function withWorld<T>(
  options: ClusterOptions,
  onProgress: (event: Progress) => void,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const warned = new Set<string>();
  const onWarning = (text: string): void => {
    if (warned.has(text)) return;
    warned.add(text);
    process.stderr.write(`warning: ${text}\n`);
  };
  const api = await open(options, onWarning);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(interrupted());
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work({ api, now: Date.now, signal: stop.signal, onProgress, onWarning });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await api.close();
  }
}

const interrupted = (): Problem =>
  new Problem('Interrupted', 'interrupted', { hint: 'run it again: it goes on from what is there' });

function open(options: ClusterOptions, onWarning: (text: string) => void): Promise<Api> {
  return connect({
    ...(options.kubeconfig ? { kubeconfig: options.kubeconfig } : {}),
    ...(options.context ? { context: options.context } : {}),
    ...(options.namespace ? { namespace: options.namespace } : {}),
    ...(options.as ? { as: options.as } : {}),
    ...(options.asGroup?.length ? { asGroups: options.asGroup } : {}),
    onWarning,
  });
}

/** The App a command names: `name` in the namespace of `-n` or of the kubeconfig context, or `namespace/name`. */
export function appRef(app: string, api: Api): { name: string; namespace: string } {
  const [first = '', second] = app.split('/');
  return second ? { namespace: first, name: second } : { namespace: api.namespace, name: first };
}
