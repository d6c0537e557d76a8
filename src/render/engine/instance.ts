import { createCipheriv, createHash, randomFillSync } from 'node:crypto';
import { preview1, type World } from './wasi.ts';

/** One running copy of the engine. It is thrown away after a crash: Go's memory cannot be trusted then. */
export interface Instance {
  /** One request in, one answer out. Throws a Crash. */
  call(request: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Bytes of memory it holds; WebAssembly memory never shrinks. */
  readonly memoryBytes: number;
  /** What it wrote to standard error since the last time. */
  takeText(): string;
}

export type CrashKind = 'memory' | 'depth' | 'defect';

export class Crash extends Error {
  readonly kind: CrashKind;
  constructor(kind: CrashKind, text: string) {
    super(text);
    this.kind = kind;
  }
}

/** Fixes what a render draws at random and the time it sees: equal seeds and equal requests give equal bytes. */
export interface Fixed {
  readonly seed: string;
  readonly now: number;
}

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  tug_alloc(size: number): number;
  tug_run(): bigint;
}

const keptText = 64 * 1024;

export function instantiate(module: WebAssembly.Module, fixed?: Fixed): Instance {
  let text = '';
  const world: World = {
    ...(fixed ? fixedWorld(fixed) : freeWorld),
    write: (more) => {
      if (text.length < keptText) text += more;
    },
  };
  const imports = preview1(world, () => exports.memory.buffer);
  const { exports: made } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports });
  const exports = made as unknown as Exports;
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new Crash(crashKind(error, text), text.trim().split('\n')[0] || String(error));
    }
  };
  guarded(() => exports._initialize());
  return {
    call: (request) =>
      guarded(() => {
        const at = exports.tug_alloc(request.length) >>> 0;
        new Uint8Array(exports.memory.buffer, at, request.length).set(request);
        const answer = BigInt.asUintN(64, exports.tug_run());
        return new Uint8Array(exports.memory.buffer, Number(answer >> 32n), Number(answer & 0xffff_ffffn)).slice();
      }),
    get memoryBytes() {
      return exports.memory.buffer.byteLength;
    },
    takeText: () => {
      const taken = text;
      text = '';
      return taken;
    },
  };
}

function crashKind(error: unknown, text: string): CrashKind {
  if (/out of memory|cannot allocate/.test(text)) return 'memory';
  if (error instanceof RangeError || /stack exceeds|stack overflow/.test(text)) return 'depth';
  return 'defect';
}

type Senses = Omit<World, 'write'>;

const freeWorld: Senses = {
  now: () => Date.now(),
  monotonic: () => process.hrtime.bigint(),
  random: (bytes) => void randomFillSync(bytes),
};

/** Random bytes are a cipher's key stream, and time goes forward by being looked at, so that Go's scheduler does the same each time. */
function fixedWorld({ seed, now }: Fixed): Senses {
  const key = createHash('sha256').update(`tug engine seed ${seed}`).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  let ticks = 0n;
  return {
    now: () => now,
    monotonic: () => (ticks += 1_000n),
    random: (bytes) => bytes.set(stream.update(new Uint8Array(bytes.length))),
  };
}
