/** Namespaces an App needs: which are missing, and what `createNamespace` makes of them. */
import { type KubeObject, refKey, refOf } from '../kube/object.ts';
import { canonicalJson, sha256Hex } from '../lib/digest.ts';
import { Problem } from '../lib/errors.ts';
import type { Blocked, Desired } from '../plan/types.ts';
import type { RenderedObject } from '../render/types.ts';
import type { AppRef } from './ledger/ledger.ts';
import { namespaceExists } from './observe.ts';
import type { World } from './world.ts';

export interface NamespaceRequest {
  readonly ref: AppRef;
  readonly destination: string;
  readonly createNamespace: boolean;
  readonly rendered: readonly RenderedObject[];
  readonly operation: 'deploy' | 'rollback' | 'delete';
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

export async function missingNamespaces(request: NamespaceRequest, world: World): Promise<MissingNamespaces> {
  const { ref, destination, createNamespace } = request;
  const nothing = { toCreate: new Set<string>(), blocked: [] };
  if (request.operation === 'delete') return nothing;
  if (!(await namespaceExists(world.api, destination))) {
    if (createNamespace) return { toCreate: new Set([destination]), blocked: [] };
    if (request.rendered.some(({ object }) => object.kind === 'Namespace' && object.metadata.name === destination)) {
      return nothing;
    }
    const object = { apiVersion: 'v1', kind: 'Namespace', name: destination };
    const remedy = 'set destination.createNamespace (or --create-namespace), or create it first';
    return { toCreate: new Set(), blocked: [{ object, reason: `namespace ${destination} does not exist`, remedy }] };
  }
  if (ref.namespace !== destination && !(await namespaceExists(world.api, ref.namespace))) {
    throw new Problem(
      'NotFound',
      `namespace ${ref.namespace}, where App ${ref.name} keeps its ledger, does not exist`,
      {
        hint: 'create it first',
      },
    );
  }
  return nothing;
}
