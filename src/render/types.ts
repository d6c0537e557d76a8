import type { KubeObject } from '../kube/object.ts';
import type { Tree } from '../source/tree.ts';

/** Where in the files an object was written, for messages. */
export interface Origin {
  /** Path in the tree, or the template's name in a chart. */
  readonly file: string;
  /** 1-based line where the document starts, when the renderer knows it. */
  readonly line?: number | undefined;
}

export interface RenderedObject {
  readonly object: KubeObject;
  readonly origin: Origin;
}

/** What the cluster can do, as charts see it in `.Capabilities`. */
export interface Capabilities {
  /** `v1.36.3` */
  readonly kubeVersion: string;
  /** `apps/v1` and `apps/v1/Deployment`, as `helm template --api-versions` takes them. */
  readonly apiVersions: readonly string[];
}

export interface HelmParameters {
  readonly release: string;
  readonly namespace: string;
  /** Merged left to right, later wins, before `set`. Each is the parsed content of a values file. */
  readonly values: readonly Record<string, unknown>[];
  /** `helm --set` expressions, applied last in order. */
  readonly set: readonly string[];
  readonly includeCrds: boolean;
  readonly isUpgrade: boolean;
  /** Release number as `.Release.Revision`. */
  readonly revision: number;
}

export interface KustomizeParameters {
  /** A kustomization laid over the target one: images, patches, components, namePrefix … (all optional). */
  readonly overlay?: Record<string, unknown> | undefined;
}

/** Answers `lookup` of a chart: an object, a list (name empty), or undefined when there is none. */
export type Lookup = (request: LookupRequest) => Promise<KubeObject | undefined>;

export interface LookupRequest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Does the work when whoever shares the engine is through with it; rejects with the signal's reason when it aborts before. */
export type RenderTurn = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export interface RenderInput {
  readonly tree: Tree;
  /** Directory or file in the tree; '' is the root. */
  readonly path: string;
  readonly capabilities: Capabilities;
  readonly signal?: AbortSignal | undefined;
  /** Asked before the engine is; at once when absent. */
  readonly turn?: RenderTurn | undefined;
  /**
   * Fixes what charts draw at random (`genCA`, `randAlphaNum`) and the time they see (`now`, milliseconds since 1970), so
   * that the same inputs give the same bytes. The seed is a secret: whoever has it can compute what was drawn.
   * Costs some 0.3 s a render. Without it such charts give something else each time, and a warning says so.
   */
  readonly fixed?: { readonly seed: string; readonly now: number } | undefined;
}

export interface Rendered {
  readonly objects: readonly RenderedObject[];
  /** NOTES.txt of a chart. */
  readonly notes?: string | undefined;
  /** Paths in the tree whose content the result depends on, sorted. */
  readonly reads: readonly string[];
  /** The chart that was rendered. */
  readonly chart?: { readonly name: string; readonly version: string; readonly appVersion?: string } | undefined;
  /** Template functions that were called and give something else each time unless `fixed`: `genCA`, `now`. */
  readonly draws?: readonly string[];
  readonly warnings: readonly string[];
}
