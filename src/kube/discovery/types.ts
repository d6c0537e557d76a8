import type { GroupKind } from '../object.ts';

/** One kind as one version of a group serves it. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly string[];
}

/** A group-version whose resources could not be learnt, or only from memory: its server is down. */
export interface BrokenGroup {
  readonly groupVersion: string;
  readonly reason: string;
}

/** What discovery brings home: versions of each group in the server's order of preference. */
export interface Discovered {
  readonly types: readonly ResourceType[];
  /** Every group-version served, those without resources too. */
  readonly groupVersions: readonly string[];
  readonly broken: readonly BrokenGroup[];
}

/** From what people and manifests write to what the server serves. */
export interface Mapper {
  /** Exactly this version; undefined when it is not served. */
  byKind(apiVersion: string, kind: string): ResourceType | undefined;
  /** In the version the server prefers. */
  preferred(gk: GroupKind): ResourceType | undefined;
  /** `deploy`, `deployments`, `Deployment`, `deployments.apps`, `deployment.v1.apps`. */
  byArgument(word: string): ResourceType | undefined;
  /** Each kind once, in its preferred version. */
  all(): readonly ResourceType[];
  /** `v1`, `v1/Pod`, `apps/v1`, `apps/v1/Deployment`, … */
  apiVersions(): readonly string[];
  readonly broken: readonly BrokenGroup[];
}

export function apiVersionOf(type: { readonly group: string; readonly version: string }): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}
