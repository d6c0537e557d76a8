export type { ArchiveFile } from './archive/file.ts';
export { packTarGzip } from './archive/pack.ts';
export { unpackTar } from './archive/unpack.ts';
