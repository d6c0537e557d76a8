import { Problem } from '../../lib/errors.ts';

/** One entry of a Git tree object. */
export interface GitEntry {
  readonly name: string;
  readonly hash: string;
  readonly kind: 'file' | 'directory' | 'link' | 'submodule';
  readonly executable: boolean;
}

const kinds: Readonly<Record<string, GitEntry['kind']>> = {
  '40000': 'directory',
  '120000': 'link',
  '160000': 'submodule',
};

/** Reads a tree object: `mode SP name NUL hash`, again and again, the hash as raw bytes. */
export function parseTree(bytes: Buffer, hashBytes: number): GitEntry[] {
  const entries: GitEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const nul = bytes.indexOf(0, space);
    const end = nul + 1 + hashBytes;
    if (space < 0 || nul < 0 || end > bytes.length) {
      throw new Problem('SourceUnavailable', 'a tree object of the repository is damaged');
    }
    const mode = bytes.toString('latin1', at, space);
    entries.push({
      name: bytes.toString('utf8', space + 1, nul),
      hash: bytes.toString('hex', nul + 1, end),
      kind: kinds[mode] ?? 'file',
      executable: mode === '100755',
    });
    at = end;
  }
  return entries;
}
