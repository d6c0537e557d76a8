import { Problem } from '../lib/errors.ts';
import { type TreeLimits, treeLimits } from './tree.ts';

/** Keeps the account of one tree's bounds. Each path is counted once, however often it is read. */
export interface Budget {
  listed(directory: string, entries: number): void;
  /** Call before the bytes are in memory. */
  reading(path: string, bytes: number, display: string): void;
}

export function budget(limits: TreeLimits = treeLimits): Budget {
  const directories = new Set<string>();
  const files = new Set<string>();
  let entryCount = 0;
  let byteCount = 0;
  return {
    listed: (directory, entries) => {
      if (directories.has(directory)) return;
      directories.add(directory);
      entryCount += entries;
      if (entryCount <= limits.files) return;
      throw new Problem('LimitExceeded', `the tree has more than ${limits.files} files`, {
        where: directory || undefined,
        hint: 'point at the directory that holds the manifests',
      });
    },
    reading: (path, bytes, where) => {
      if (bytes > limits.fileBytes) {
        const message = `the file is ${megabytes(bytes)} MB, more than the ${megabytes(limits.fileBytes)} MB that one file may have`;
        throw new Problem('LimitExceeded', message, { where });
      }
      if (files.has(path)) return;
      files.add(path);
      byteCount += bytes;
      if (byteCount <= limits.totalBytes) return;
      throw new Problem('LimitExceeded', `the files read are more than ${megabytes(limits.totalBytes)} MB together`, {
        where,
      });
    },
  };
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
