import { gunzipSync } from 'node:zlib';
import { Problem } from '../../lib/errors.ts';
import type { Incoming } from './exchange.ts';

/** Undoes `content-encoding: gzip`, bounded: a few kilobytes can unfold to gigabytes. */
export function decoded(incoming: Incoming, maxBytes: number, about: string): Uint8Array {
  if (incoming.headers['content-encoding'] !== 'gzip') return incoming.body;
  try {
    return gunzipSync(incoming.body, { maxOutputLength: maxBytes });
  } catch (error) {
    const tooMuch = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    if (tooMuch) {
      throw new Problem('LimitExceeded', `the answer is larger than ${Math.round(maxBytes / 2 ** 20)} MB`, {
        where: about,
        hint: 'ask for less',
      });
    }
    throw new Problem('Unreachable', 'the answer is not valid gzip', { where: about, hint: 'try again', cause: error });
  }
}
