import type { ImageChange } from '../../image/reference.ts';

/** What the command line adds to an App's own render parameters. */
export interface RenderOptions {
  /** Parsed values files, later ones win, applied over the App's own. */
  readonly values: readonly Record<string, unknown>[];
  readonly set: readonly string[];
  readonly images: readonly ImageChange[];
  /** Set when several Apps share `images`: names that one of them uses are added to it. Else every image has to be used. */
  readonly usedImages?: Set<string>;
  readonly includeCrds: boolean;
}
