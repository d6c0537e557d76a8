/** Namespaces an App needs: which are missing, and what `createNamespace` makes of them. */
import { type KubeObject, refKey, refOf } from '../../kube/object.ts';
import { canonicalJson, sha256Hex } from '../../lib/digest.ts';
import { Problem } from '../../lib/errors.ts';
import type { Blocked, Desired } from '../../plan/types.ts';
import type { RenderedObject } from '../../render/types.ts';
import type { AppRef } from '../ledger/ledger.ts';
import { namespaceExists } from './observe.ts';
import type { World } from '../world.ts';

export interface NamespaceRequest {
  readonly ref: AppRef;
  readonly destination: string;
  readonly createNamespace: boolean;
  readonly rendered: readonly RenderedObject[];
  readonly operation: 'deploy' | 'rollback' | 'delete' | 'repair';
}

/** A namespace that `createNamespace` asks for. It carries no label: it is made for the App, but is not the App's to delete. */
export function namespaceObject(name: string): Desired {
  const object: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  return {
    key: refKey(refOf(object)),
    object,
    digest: sha256Hex(canonicalJson(object)),
    where: 'destination.createNamespace',
    ignored: [],
  };
}

export interface MissingNamespaces {
  readonly toCreate: ReadonlySet<string>;
  readonly blocked: readonly Blocked[];
}

/** Problem `NotFound` when the App's own namespace is missing and nobody asked for it to be made: a plan would have no place for its ledger. */
export async function missingNamespaces(request: NamespaceRequest, world: World): Promise<MissingNamespaces> {
  const { ref, destination, createNamespace } = request;
  if (request.operation === 'delete') return { toCreate: new Set(), blocked: [] };
  const needed = [...new Set([destination, ref.namespace])];
  const there = await Promise.all(
    needed.map(async (name) => world.memory?.hasNamespace(name) || (await namespaceExists(world.api, name))),
  );
  const missing = needed.filter((name, i) => !there[i] && !isRendered(request, name));
  if (createNamespace) return { toCreate: new Set(missing), blocked: [] };
  if (missing.includes(ref.namespace) && ref.namespace !== destination) {
    throw new Problem(
      'NotFound',
      `namespace ${ref.namespace}, where App ${ref.name} keeps its ledger, does not exist`,
      {
        hint: 'create it first, or give --create-namespace',
      },
    );
  }
  return { toCreate: new Set(), blocked: missing.map(blockedBy) };
}

const isRendered = ({ rendered }: NamespaceRequest, name: string): boolean =>
  rendered.some(({ object }) => object.kind === 'Namespace' && object.metadata.name === name);

function blockedBy(name: string): Blocked {
  return {
    object: { apiVersion: 'v1', kind: 'Namespace', name },
    reason: `namespace ${name} does not exist`,
    remedy: 'set destination.createNamespace (or --create-namespace), or create it first',
  };
}
