/** The operator: Apps run for ever, until it is told to end. */
import { sha256Hex } from '../lib/digest.ts';
import { assemble } from './assemble.ts';
import { hearing, takeShare } from './hear.ts';
import type { OperatorOptions } from './options.ts';
import { openServer } from './server.ts';
import { createShard } from './shards/index.ts';
import { followOwn } from './watches.ts';

/** Resolves when `signal` aborts and all has ended. Problem when it cannot begin, or not go on. */
export async function runOperator(options: OperatorOptions, signal: AbortSignal): Promise<void> {
  const { log, name, namespaces = [] } = options;
  const stop = new AbortController();
  const over = AbortSignal.any([signal, stop.signal]);
  let settled = async (): Promise<void> => undefined;
  const shard = await createShard({
    api: options.api,
    name,
    log,
    scope: scopeOf(namespaces),
    settled: () => settled(),
  });
  const parts = assemble(options, shard, over);
  const { operator } = parts;
  settled = () => parts.settled();
  let isKnown = false;
  const heard = hearing(operator, () => isKnown);
  shard.onChange(() => takeShare(operator));
  const server = await openServer(options, operator, () => isKnown);
  try {
    const ended = (error: unknown): void => stop.abort(error);
    await followOwn(operator.api, { ...heard, namespaces, ended }, over);
    isKnown = true;
    log.info('the operator is at work', {
      apps: operator.apps.size,
      replica: name,
      ...(server && { listen: server.address }),
    });
    await aborted(over);
  } finally {
    isKnown = false;
    stop.abort();
    heard.close();
    await parts.close();
    await shard.close();
    await server?.close();
  }
  if (!signal.aborted) throw over.reason as Error;
  log.info('the operator has ended');
}

/** Replicas that see different Apps must not share them. */
const scopeOf = (namespaces: readonly string[]): string =>
  namespaces.length === 0 ? 'all' : sha256Hex(namespaces.toSorted().join(',')).slice(0, 32);

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
