import type { Api } from '../kube/index.ts';
import { Problem } from '../lib/errors.ts';

/** Ctrl-C or SIGTERM as a signal. The second one is not caught, so it ends the process at once. */
export function interruption(): { readonly signal: AbortSignal; readonly end: () => void } {
  const stop = new AbortController();
  const interrupt = (): void => {
    process.stderr.write('interrupted: ending what is under way; once more ends it at once\n');
    stop.abort(new Problem('Interrupted', 'interrupted', { hint: 'run it again: it goes on from what is there' }));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return {
    signal: stop.signal,
    end: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}

/**
 * The same connection, whose reads under way end with the signal: nobody waits for a server that does not answer. What is asked for after
 * it goes through, because a deploy that was interrupted still has to record how far it came.
 */
export function interruptible(api: Api, signal: AbortSignal): Api {
  return {
    ...api,
    request: (request) =>
      request.method === 'GET' && !signal.aborted
        ? api.request({ ...request, signal: request.signal ? AbortSignal.any([request.signal, signal]) : signal })
        : api.request(request),
    impersonate: (user, groups) => interruptible(api.impersonate(user, groups), signal),
  };
}
