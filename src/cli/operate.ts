/** Runs an operator in this process until it is told to end. */
import { hostname } from 'node:os';
import { appType } from '../app/pulled/object.ts';
import { connect } from '../kube/index.ts';
import { messageOf, Problem } from '../lib/errors.ts';
import { createLogger } from '../operator/log/log.ts';
import type { Logger } from '../operator/log/types.ts';
import { exit } from './exit.ts';
import type { ClusterOptions, OperatorOptions } from './options.ts';
import { version } from './version.ts';

export interface OperateOptions extends ClusterOptions, OperatorOptions {
  /** Runs beside the operator and ends with the signal. */
  readonly beside?: (signal: AbortSignal, log: Logger) => Promise<void>;
}

/** Kubernetes kills a pod 30 s after it was told to end; what is left by then could not be logged any more. */
const endsWithinMs = 25_000;

/** Resolves after SIGTERM or SIGINT, when what was under way has ended and the Leases are given back. A second signal ends it at once. */
export async function operate(given: OperateOptions): Promise<void> {
  const json = (given.log ?? (process.stderr.isTTY ? 'text' : 'json')) === 'json';
  const log = createLogger({ level: given.logLevel, json });
  const api = await connect({
    kubeconfig: given.kubeconfig,
    context: given.context,
    as: given.as,
    asGroups: given.asGroup?.length ? given.asGroup : undefined,
    userAgent: `tug-operator/${version}`,
    onWarning: (text) => log.warn('the API server warns', { warning: text }),
  });
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    log.info('told to end', { signal });
    stop.abort();
    setTimeout(() => giveUp(log), endsWithinMs).unref();
  };
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
  try {
    if (!(await appType(api))) {
      throw new Problem('NotFound', 'this cluster has no kind App for an operator to work on', {
        where: api.server,
        hint: 'run tug install first',
      });
    }
    // Only now: what is missing is told without loading all of it.
    const { runOperator } = await import('../operator/run.ts');
    const { namespaces, listen, name = nameHere() } = given;
    await Promise.all([
      runOperator(
        { api, version, name, log, ...(namespaces ? { namespaces } : {}), ...(listen ? { listen } : {}) },
        stop.signal,
      ).finally(() => stop.abort()),
      given.beside?.(stop.signal, log),
    ]);
  } catch (error) {
    // For whoever reads the log by a machine; the command line prints it for people.
    if (json) log.error('the operator cannot go on', { error: messageOf(error) });
    throw error;
  } finally {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
    await api.close();
  }
}

/** A pod's name is that of its host, and it is the same again when its container was restarted. */
function nameHere(): string {
  const inPod = process.env.KUBERNETES_SERVICE_HOST !== undefined;
  // A Lease is named after it, and hosts have names that objects may not have.
  const host = hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 200);
  return inPod ? host : `${host || 'host'}-${process.pid}`;
}

function giveUp(log: Logger): void {
  log.error('the operator did not end in time', { seconds: endsWithinMs / 1_000 });
  process.exit(exit.error);
}
