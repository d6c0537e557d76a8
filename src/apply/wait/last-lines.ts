import { type Api, logs } from '../../kube/index.ts';
import type { Trouble } from './trouble.ts';

const lines = 10;
const limitBytes = 8 * 2 ** 10;
const longestLine = 300;

/** The last lines a failed container wrote: of the run that crashed where there is one, else of the present one. Empty when they cannot be had. */
export async function lastLines(api: Api, log: NonNullable<Trouble['log']>, signal?: AbortSignal): Promise<string[]> {
  const pod = { namespace: log.namespace, name: log.pod };
  for (const previous of [true, false]) {
    try {
      const text = await logs(api, pod, { container: log.container, tailLines: lines, limitBytes, previous, signal });
      const written = text.split('\n').filter((line) => line.trim() !== '');
      if (written.length > 0) return written.slice(-lines).map((line) => line.slice(0, longestLine));
    } catch {
      // No such run, no right to read it, or its node is gone: the reason alone has to do.
    }
  }
  return [];
}

export function withLines(message: string, written: readonly string[]): string {
  return written.length === 0
    ? message
    : `${message}; its last lines:\n${written.map((line) => `  ${line}`).join('\n')}`;
}
