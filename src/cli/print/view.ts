import type { Progress } from '../../apply/types.ts';

/** Shows how a deploy goes on. */
export interface ProgressView {
  readonly onProgress: (event: Progress) => void;
  /** Before the verdict is printed; harmless when called again. */
  readonly end: () => void;
}
