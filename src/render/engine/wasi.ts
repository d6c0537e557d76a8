/**
 * The part of WASI preview 1 that Go's runtime cannot start without. Everything else (files, sockets, processes) answers
 * "not implemented", so what runs in the module can reach nothing.
 */

export interface World {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Nanoseconds of a clock that only goes forward. */
  readonly monotonic: () => bigint;
  readonly random: (bytes: Uint8Array) => void;
  /** What the module writes to its standard error. */
  readonly write: (text: string) => void;
}

/** Thrown through the module when it ends itself: Go's `fatal error`. */
export class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`the engine ended with code ${code}`);
    this.code = code;
  }
}

/** Some package reads the first argument before it is asked anything. */
const programName = new TextEncoder().encode('engine\0');

const success = 0;
const badDescriptor = 8;
const notImplemented = 52;

type Call = (...args: never[]) => number;

export function preview1(world: World, memory: () => ArrayBuffer): Record<string, Call> {
  const view = (): DataView => new DataView(memory());
  const bytes = (at: number, length: number): Uint8Array => new Uint8Array(memory(), at, length);
  const sizes = (countAt: number, count: number, sizeAt: number, size: number): number => {
    view().setUint32(countAt, count, true);
    view().setUint32(sizeAt, size, true);
    return success;
  };
  const time = (clock: number): bigint =>
    clock === 0 ? BigInt(Math.round(world.now())) * 1_000_000n : world.monotonic();
  const calls: Record<string, Call> = {
    args_sizes_get: (countAt: number, sizeAt: number) => sizes(countAt, 1, sizeAt, programName.length),
    environ_sizes_get: (countAt: number, sizeAt: number) => sizes(countAt, 0, sizeAt, 0),
    args_get: (pointers: number, at: number) => {
      view().setUint32(pointers, at, true);
      bytes(at, programName.length).set(programName);
      return success;
    },
    environ_get: () => success,
    sched_yield: () => success,
    fd_prestat_get: () => badDescriptor,
    proc_exit: (code: number) => {
      throw new Exit(code);
    },
    clock_time_get: (clock: number, _precision: bigint, at: number) => {
      view().setBigUint64(at, time(clock), true);
      return success;
    },
    random_get: (at: number, length: number) => {
      world.random(bytes(at, length));
      return success;
    },
    fd_write: (descriptor: number, vectors: number, count: number, writtenAt: number) => {
      if (descriptor !== 1 && descriptor !== 2) return badDescriptor;
      let written = 0;
      for (let i = 0; i < count; i++) {
        const at = view().getUint32(vectors + 8 * i, true);
        const length = view().getUint32(vectors + 8 * i + 4, true);
        world.write(new TextDecoder().decode(bytes(at, length)));
        written += length;
      }
      view().setUint32(writtenAt, written, true);
      return success;
    },
    // Nothing ever happens to wait for, and a sleep is over at once: every subscription has fired.
    poll_oneoff: (subscriptions: number, events: number, count: number, firedAt: number) => {
      for (let i = 0; i < count; i++) {
        view().setBigUint64(events + 32 * i, view().getBigUint64(subscriptions + 48 * i, true), true);
        view().setUint16(events + 32 * i + 8, success, true);
        view().setUint8(events + 32 * i + 10, view().getUint8(subscriptions + 48 * i + 8));
      }
      view().setUint32(firedAt, count, true);
      return success;
    },
  };
  return new Proxy(calls, { get: (target, name: string) => target[name] ?? (() => notImplemented) });
}
