import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from './digest.ts';
import { Problem } from './errors.ts';

const maxFiles = 2_000;
/** What never ends up in a Go program: its tests, and the TypeScript that lives beside it. */
const ignored = /^\.|^node_modules$|^testdata$|_test\.go$|\.[mc]?[jt]s$|\.md$/;

/** A digest of everything a Go module is built from that is not pinned by its go.sum: all files under it, by path and content. */
export async function goModuleDigest(directory: string): Promise<string> {
  const lines: string[] = [];
  await collect(directory, '', lines);
  return sha256Hex(lines.join('\n'));
}

async function collect(root: string, path: string, lines: string[]): Promise<void> {
  const entries = await readdir(join(root, path), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (ignored.test(entry.name)) continue;
    const child = path ? `${path}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      await collect(root, child, lines);
      continue;
    }
    if (lines.length >= maxFiles) {
      throw new Problem('LimitExceeded', `A Go module has more than ${maxFiles} files`, { where: root });
    }
    lines.push(`${child} ${sha256Hex(await readFile(join(root, child)))}`);
  }
}
