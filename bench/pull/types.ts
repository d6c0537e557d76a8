import type { KubeObject } from '../../src/kube/object.ts';
import type { Bench } from '../lib/bench.ts';
import type { Access } from '../lib/access.ts';
import type { Client } from '../lib/client.ts';
import type { GitServer } from '../lib/git-server.ts';
import type { Service } from '../lib/service.ts';
import type { Unit } from './fleet.ts';

/** A sandbox of its own with the namespaces of the fleet and an empty repository. */
export interface Place {
  readonly bench: Bench;
  readonly kubeconfig: string;
  readonly kubectl: string;
  readonly access: Access;
  readonly client: Client;
  readonly git: GitServer;
  /** Removed with the place. */
  readonly directory: string;
}

/** Something that keeps a cluster as a repository says. */
export interface Contender {
  readonly name: string;
  /** The kind of object that a user declares a unit by. */
  readonly kind: Pick<KubeObject, 'apiVersion' | 'kind'>;
  declare(unit: Unit, more?: { readonly dependsOn?: string; readonly spec?: object }): KubeObject;
  /** Whether such an object is Ready at this commit. */
  isReady(object: KubeObject | undefined, commit: string): boolean;
  /** Returns when it can begin to work. */
  start(): Promise<Service>;
  /** Says that there is a new commit; resolves once that has been said. */
  announce(commit: string): Promise<void>;
}
