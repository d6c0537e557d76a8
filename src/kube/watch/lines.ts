import { Problem } from '../../lib/errors.ts';

/** One event of a watch; etcd holds objects to 1.5 MB, aggregated servers to whatever they like. */
export const lineBytes = 64 * 2 ** 20;

const newline = 0x0a;

/**
 * Bytes as they come → whole lines. A newline byte is never part of a longer UTF-8 sequence, so lines are cut before they are decoded
 * and a character split between two chunks stays whole. What follows the last newline is half an event of a cut connection, and dropped.
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>, maxBytes: number = lineBytes): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const last = chunk.subarray(from, end);
      yield Buffer.concat([...parts, last]).toString('utf8');
      parts = [];
      size = 0;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    size += rest.length;
    if (size > maxBytes) {
      throw new Problem('LimitExceeded', `one event of a watch is larger than ${maxBytes / 2 ** 20} MB`);
    }
    if (rest.length > 0) parts.push(rest);
  }
}
