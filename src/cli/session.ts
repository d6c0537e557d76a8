import { connect, type Api } from '../kube/index.ts';
import type { World } from '../app/world.ts';
import type { Progress } from '../apply/types.ts';
import { interruptible, interruption } from './interrupt.ts';
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
  const { signal, end } = interruption();
  try {
    return await work({ api: interruptible(api, signal), now: Date.now, signal, onProgress, onWarning });
  } finally {
    end();
    await api.close();
  }
}

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
