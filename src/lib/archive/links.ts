import { posix } from 'node:path';
import { Problem } from '../errors.ts';
import type { ArchiveFile } from './file.ts';

export interface ArchiveLink {
  readonly path: string;
  /** Relative to the link's directory when symbolic, to the archive's root otherwise. */
  readonly to: string;
  readonly symbolic: boolean;
}

/** Puts the file that each link leads to in the link's place. A link that leads to no file of the archive is a Problem. */
export function resolveLinks(files: Map<string, ArchiveFile>, links: readonly ArchiveLink[], what: string): void {
  const targets = new Map(links.map((link) => [link.path, link]));
  for (const link of links) {
    let at: string | undefined = link.path;
    for (let hops = 0; at !== undefined && !files.has(at); hops += 1) {
      at = hops < 40 ? next(targets.get(at)) : undefined;
    }
    const file = at === undefined ? undefined : files.get(at);
    if (!file) {
      throw new Problem('InvalidInput', `${what} holds a link from ${link.path} to ${link.to}, which is no file in it`);
    }
    files.set(link.path, file);
  }
}

function next(link: ArchiveLink | undefined): string | undefined {
  if (!link || link.to.startsWith('/')) return undefined;
  const path = posix.normalize(link.symbolic ? posix.join(posix.dirname(link.path), link.to) : link.to);
  return path.startsWith('..') ? undefined : path;
}
