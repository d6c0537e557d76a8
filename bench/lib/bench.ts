import type { Access } from './access.ts';
import type { Part } from '../pull/part.ts';
import type { Report } from './report.ts';

export interface Bench {
  /** The bundle, as it is shipped. */
  readonly tug: { readonly program: string; readonly args: readonly string[] };
  readonly kubectl: string;
  /** Real Helm, built on first use. */
  readonly helm: () => Promise<string>;
  /** Name of the sandbox of this benchmark; removed at the end. */
  readonly sandbox: string;
  readonly kubeconfig: string;
  readonly access: Access;
  /** Holds content and caches; removed at the end. */
  readonly directory: string;
  /** For every command: caches of its own, no one's configuration. */
  readonly env: NodeJS.ProcessEnv;
  readonly rounds: number;
  readonly sizes: readonly number[];
  /** For the benchmark of the operator only. */
  readonly pull: {
    readonly parts: readonly Part[];
    /** The sizes at which Flux is beside it: it takes minutes. */
    readonly peerSizes: readonly number[];
    readonly idleSeconds: number;
  };
  readonly say: (line: string) => void;
}

export interface Benchmark {
  readonly run: (bench: Bench) => Promise<Report[]>;
  /** When nothing is said. */
  readonly sizes: readonly number[];
}
