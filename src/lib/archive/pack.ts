import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { ArchiveFile } from './file.ts';

/** A gzipped tar of the files whose bytes depend on nothing but paths, content and the executable bit: no times, no owners. */
export async function packTarGzip(files: ReadonlyMap<string, ArchiveFile>): Promise<Uint8Array> {
  const writer = pack();
  for (const [name, { bytes, executable }] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    writer.entry({ name, mode: executable ? 0o755 : 0o644, mtime: new Date(0) }, Buffer.from(bytes));
  }
  writer.finalize();
  return await promisify(gzip)(await buffer(writer));
}
