import { parentPort } from 'node:worker_threads';
import { Crash, instantiate, type CrashKind, type Fixed, type Instance } from './instance.ts';

/** The thread that holds one instance of the engine and answers one call after the other. */

export type ToWorker =
  | { readonly module: WebAssembly.Module }
  | { readonly request: Uint8Array<ArrayBuffer>; readonly fixed?: Fixed | undefined };

export type FromWorker =
  | { readonly answer: Uint8Array<ArrayBuffer>; readonly text: string; readonly memoryBytes: number }
  | { readonly crash: CrashKind; readonly text: string };

let module: WebAssembly.Module | undefined;
let instance: Instance | undefined;

function answer(request: Uint8Array<ArrayBuffer>, fixed: Fixed | undefined): FromWorker {
  if (!module) throw new Error('a request came before the module');
  try {
    instance ??= instantiate(module);
    // What a seed fixes begins with the start of Go's runtime, so a seeded render has an instance of its own.
    const used = fixed ? instantiate(module, fixed) : instance;
    const bytes = used.call(request);
    return { answer: bytes, text: used.takeText(), memoryBytes: used.memoryBytes };
  } catch (error) {
    instance = undefined;
    const crash = error instanceof Crash ? error.kind : 'defect';
    return { crash, text: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (message: ToWorker) => {
  if ('module' in message) {
    module = message.module;
    instance = instantiate(module);
    return;
  }
  const result = answer(message.request, message.fixed);
  parentPort?.postMessage(result, 'answer' in result ? [result.answer.buffer] : []);
});
