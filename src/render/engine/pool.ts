import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../lib/errors.ts';
import { slots } from '../../lib/slots.ts';
import type { Fixed } from './instance.ts';
import { compiledModule } from './module.ts';
import type { FromWorker, ToWorker } from './worker.ts';

/**
 * Threads that hold an instance of the engine each. A render that takes too long is ended with its thread, and so is an
 * instance that crashed or whose memory grew: nothing that one render does reaches the next.
 */

export interface CallOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly fixed?: Fixed | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

export interface Called {
  readonly answer: Uint8Array;
  /** What the engine's libraries wrote to standard error. */
  readonly text: string;
}

/** Memory is never given back, so a thread that once needed more than this is replaced. */
const keptBytes = 384 * 2 ** 20;
/** Recursion of templates and of YAML readers happens on this stack. */
const stackMegabytes = 64;
/** Renders at once; more wait. */
export const maxThreads: number = Math.min(4, availableParallelism());

const idle: Promise<Worker>[] = [];
const turn = slots(maxThreads);

/** Starts one thread before it is needed, beside other work. A failure shows when the engine is called. */
export function startEngine(onProgress?: (line: string) => void): void {
  if (idle.length > 0) return;
  const worker = started(onProgress);
  worker.then((made) => made.unref()).catch(() => undefined);
  idle.push(worker);
}

export async function callEngine(request: Uint8Array<ArrayBuffer>, options: CallOptions): Promise<Called> {
  return await turn(async () => {
    options.signal?.throwIfAborted();
    const worker = await obtained(options);
    worker.ref();
    let result: FromWorker;
    try {
      result = await exchange(worker, { request, fixed: options.fixed }, options);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    if ('crash' in result) {
      await worker.terminate();
      throw crashed(result);
    }
    if (result.memoryBytes > keptBytes) await worker.terminate();
    else release(worker);
    return { answer: result.answer, text: result.text };
  });
}

function release(worker: Worker): void {
  worker.unref();
  idle.push(Promise.resolve(worker));
}

async function obtained({ onProgress }: CallOptions): Promise<Worker> {
  for (let kept = idle.pop(); kept; kept = idle.pop()) {
    const worker = await kept;
    if (worker.threadId !== ended) return worker;
  }
  return await started(onProgress);
}

/** What Node says is the id of a thread that is no more. */
const ended = -1;

async function started(onProgress?: (line: string) => void): Promise<Worker> {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './engine-worker.js';
  // No environment and no arguments: what runs there needs none, and they may hold secrets.
  const worker = new Worker(new URL(file, import.meta.url), {
    env: {},
    argv: [],
    execArgv: [],
    resourceLimits: { stackSizeMb: stackMegabytes },
  });
  worker.on('error', () => undefined);
  try {
    worker.postMessage({ module: await compiledModule(onProgress) } satisfies ToWorker, []);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return worker;
}

async function exchange(worker: Worker, message: ToWorker, { timeoutMs, signal }: CallOptions): Promise<FromWorker> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  let onMessage: ((result: FromWorker) => void) | undefined;
  let onEnd: ((cause: unknown) => void) | undefined;
  try {
    return await new Promise<FromWorker>((resolve, reject) => {
      timer = setTimeout(() => reject(tooSlow(timeoutMs)), timeoutMs);
      onAbort = () => reject(signal?.reason as Error);
      onMessage = resolve;
      onEnd = (cause) => reject(new Error('the thread of the engine ended', { cause }));
      signal?.addEventListener('abort', onAbort, { once: true });
      worker.once('message', onMessage).once('error', onEnd).once('exit', onEnd);
      worker.postMessage(message, 'request' in message ? [message.request.buffer] : []);
    });
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    if (onMessage) worker.off('message', onMessage);
    if (onEnd) worker.off('error', onEnd).off('exit', onEnd);
  }
}

function tooSlow(timeoutMs: number): Problem {
  return new Problem('LimitExceeded', `rendering took longer than ${timeoutMs / 1_000} s and was ended`, {
    hint: 'look for a template that repeats without end',
  });
}

function crashed(result: { crash: 'memory' | 'depth' | 'defect'; text: string }): Error {
  if (result.crash === 'memory') {
    return new Problem('LimitExceeded', 'rendering needs more than 1 GiB of memory and was ended', {
      hint: 'look for a template that repeats or grows without end',
    });
  }
  if (result.crash === 'depth') {
    return new Problem('LimitExceeded', 'rendering nests too deeply and was ended', {
      hint: 'look for a template that includes itself, or YAML nested thousands deep',
    });
  }
  return new Problem('RenderFailed', `the engine stopped: ${result.text}`);
}
