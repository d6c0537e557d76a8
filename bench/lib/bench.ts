import type { Access } from './access.ts';
import type { Report } from './report.ts';

export interface Bench {
  /** The bundle, as it is shipped. */
  readonly tug: { readonly program: string; readonly args: readonly string[] };
  readonly kubectl: string;
  /** Real Helm, built on first use. */
  readonly helm: () => Promise<string>;
  readonly kubeconfig: string;
  readonly access: Access;
  /** Holds content and caches; removed at the end. */
  readonly directory: string;
  /** For every command: caches of its own, no one's configuration. */
  readonly env: NodeJS.ProcessEnv;
  readonly rounds: number;
  readonly sizes: readonly number[];
  readonly say: (line: string) => void;
}

export type Benchmark = (bench: Bench) => Promise<Report[]>;
