import type { Dispatcher } from 'undici';
import { Problem } from '../../lib/errors.ts';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface Outgoing {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string | string[]>;
  readonly body?: string | Uint8Array | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly about: string;
}

export interface Incoming {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * One request, one whole answer, over undici's dispatch interface: bounded while it arrives, and an abort rejects at once even while the
 * request still waits for a socket.
 */
export function exchange(dispatcher: Dispatcher, out: Outgoing, signal: AbortSignal): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Headers = {};
    let size = 0;
    const chunks: Buffer[] = [];
    const stop = (): void => finish(() => reject(signal.reason as Error), signal.reason as Error);
    const finish = (settle: () => void, abort?: Error): void => {
      signal.removeEventListener('abort', stop);
      settle();
      if (abort) controller?.abort(abort);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    dispatcher.dispatch(
      {
        origin: out.origin,
        path: out.path,
        method: out.method,
        headers: out.headers,
        body: out.body ?? null,
        headersTimeout: out.timeoutMs,
        bodyTimeout: out.timeoutMs,
      },
      {
        onRequestStart(started) {
          controller = started;
          if (signal.aborted) started.abort(signal.reason as Error);
        },
        onResponseStart(_, code, received) {
          status = code;
          headers = received;
        },
        onResponseData(_, chunk) {
          size += chunk.length;
          if (size > out.maxBytes) {
            const tooMuch = new Problem(
              'LimitExceeded',
              `the answer is larger than ${Math.round(out.maxBytes / 2 ** 20)} MB`,
              { where: out.about, hint: 'ask for less' },
            );
            finish(() => reject(tooMuch), tooMuch);
          } else chunks.push(chunk);
        },
        onResponseEnd() {
          finish(() =>
            resolve({ status, headers, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
          );
        },
        onResponseError(_, error) {
          finish(() => reject(error));
        },
      },
    );
  });
}
