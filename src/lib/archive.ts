export { packTarGzip } from './archive/pack.ts';
export { archiveLimits, unpackTar } from './archive/unpack.ts';
export type { ArchiveFile, ArchiveLimits } from './archive/unpack.ts';
