import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { Problem } from '../../lib/errors.ts';
import type { Desired } from '../../plan/types.ts';
import type { ReleaseContent } from './release.ts';

/** What a release holds besides its record. */
export type Content = Omit<ReleaseContent, 'release'>;

const maxUnpackedBytes = 256 * 2 ** 20;

const shape = z.object({
  desired: z.array(z.custom<Desired>((value) => typeof value === 'object' && value !== null && 'object' in value)),
  terms: z.unknown(),
});

export function packContent(content: Content): Buffer {
  return gzipSync(JSON.stringify(content));
}

/** Problem `InvalidInput` when the bytes are not what `packContent` gives; `where` names the release. */
export function unpackContent(bytes: Uint8Array, where: string): Content {
  try {
    return shape.parse(JSON.parse(gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes }).toString('utf8')));
  } catch (cause) {
    throw new Problem('InvalidInput', 'the objects of this release cannot be read', {
      where,
      hint: 'choose another release, or push the files again',
      cause,
    });
  }
}
