/**
 * A tree: an immutable set of files. Paths are relative to the root, `/`-separated, normalised, without a leading `./`;
 * the root itself is the empty string. A path that leaves the root, or a symlink whose target does, is a Problem (`InvalidInput`).
 */
export interface Tree {
  /** What the source calls this version: a commit, an OCI digest, a chart version, or `local` for a directory. */
  readonly revision: string;
  /** For people and error messages: where the tree came from. */
  readonly origin: string;
  /** `undefined` when there is nothing at that path. Symlinks inside the root are followed. */
  stat(path: string): Promise<TreeEntry | undefined>;
  /** One level, sorted by name in byte order. */
  list(directory: string): Promise<readonly TreeEntry[]>;
  /** The bytes of one file. Problem `LimitExceeded` beyond the bound on one file, `NotFound` when it is not there. */
  read(path: string): Promise<Uint8Array>;
  /** The path as a person would open it, for messages: absolute or relative to where the command runs. */
  display(path: string): string;
}

export interface TreeEntry {
  readonly path: string;
  readonly name: string;
  /** `other`: what cannot be read (a link that leads nowhere or out of the root, a pipe, a socket, a device); reading it says why. */
  readonly kind: 'file' | 'directory' | 'other';
  /** In bytes; 0 for anything but a file. */
  readonly size: number;
  readonly executable: boolean;
}

export interface TreeLimits {
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly files: number;
}

export const treeLimits: TreeLimits = { fileBytes: 16 * 2 ** 20, totalBytes: 256 * 2 ** 20, files: 20_000 };
