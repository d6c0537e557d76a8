import type { Post } from './post.ts';

/** One request that tells news to one target. */
export interface Message extends Post {
  /** What news of the same App and target replace each other: of commit statuses only those of the same commit. */
  readonly about: string;
  /** A refusal with these words means that it was told before. */
  readonly already?: RegExp | undefined;
}
