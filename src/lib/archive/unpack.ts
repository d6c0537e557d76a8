import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { messageOf, Problem } from '../errors.ts';
import type { ArchiveFile } from './file.ts';
import { resolveLinks, type ArchiveLink } from './links.ts';

export interface ArchiveLimits {
  /** Of the whole archive, unpacked. */
  readonly totalBytes: number;
  readonly fileBytes: number;
  readonly entries: number;
}

export const archiveLimits: ArchiveLimits = { totalBytes: 256 * 2 ** 20, fileBytes: 16 * 2 ** 20, entries: 20_000 };

/**
 * The files of a tar archive, gzipped or not, by normalised path. Everything that could reach out of it is refused: absolute
 * paths, `..`, links to elsewhere, devices. Links to files of the archive become those files. `what` names it in messages.
 */
export async function unpackTar(
  bytes: Uint8Array,
  what: string,
  limits: ArchiveLimits = archiveLimits,
): Promise<Map<string, ArchiveFile>> {
  const tar = await decompressed(bytes, what, limits);
  const files = new Map<string, ArchiveFile>();
  const links: ArchiveLink[] = [];
  const reader = extract();
  reader.on('error', () => undefined);
  reader.end(tar);
  let count = 0;
  try {
    for await (const entry of reader) {
      count += 1;
      if (count > limits.entries) {
        throw new Problem('LimitExceeded', `${what} holds more than ${limits.entries} entries`);
      }
      await take(entry.header, entry as AsyncIterable<Uint8Array>, { files, links, what, limits });
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('InvalidInput', `${what} is not a tar archive, or is damaged: ${messageOf(error)}`, {
      cause: error,
    });
  }
  resolveLinks(files, links, what);
  return files;
}

async function decompressed(bytes: Uint8Array, what: string, limits: ArchiveLimits): Promise<Uint8Array> {
  const tooLarge = new Problem('LimitExceeded', `${what} unpacks to more than ${limits.totalBytes / 2 ** 20} MB`);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    if (bytes.length > limits.totalBytes) throw tooLarge;
    return bytes;
  }
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: limits.totalBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge;
    throw new Problem('InvalidInput', `${what} is not valid gzip: ${messageOf(error)}`, { cause: error });
  }
}

interface Into {
  readonly files: Map<string, ArchiveFile>;
  readonly links: ArchiveLink[];
  readonly what: string;
  readonly limits: ArchiveLimits;
}

async function take(
  header: Header,
  content: AsyncIterable<Uint8Array>,
  { files, links, what, limits }: Into,
): Promise<void> {
  const { type, size, mode, name, linkname } = header;
  const path = archivePath(name, what);
  const isFile = type === 'file' || type === 'contiguous-file';
  if (type === 'symlink' || type === 'link') links.push({ path, to: linkname, symbolic: type === 'symlink' });
  else if (!isFile && type !== 'directory') {
    throw new Problem('InvalidInput', `${what} holds ${path}, which is neither a file nor a directory`);
  }
  if (size > limits.fileBytes) {
    throw new Problem('LimitExceeded', `${path} in ${what} is larger than ${limits.fileBytes / 2 ** 20} MB`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  if (isFile) files.set(path, { bytes: Buffer.concat(chunks), executable: (mode & 0o111) !== 0 });
}

/** `./a//b/` → `a/b`. A backslash is refused: on Windows it would be a separator, and what unpacks here must unpack there. */
function archivePath(name: string, what: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || parts.includes('..') || name.includes('\\') || name.includes('\0')) {
    throw new Problem('InvalidInput', `${what} holds the path ${JSON.stringify(name)}, which leads out of it`);
  }
  return parts.join('/');
}
