import type { Api } from '../api.ts';
import { discoveredAt, mapper } from '../discovery/discover.ts';
import { apiVersionOf, type Mapper, type ResourceType } from '../discovery/types.ts';
import { KindNotServed } from '../errors.ts';
import { refText, type ObjectRef } from '../object.ts';
import type { Place } from './path.ts';

/** An object by its kind, or, for callers that looked it up already, by its resource type. */
export type Ref =
  | ObjectRef
  | { readonly type: ResourceType; readonly namespace?: string | undefined; readonly name: string };

export interface Target {
  readonly type: ResourceType;
  readonly place: Place;
  /** For messages: `Deployment shop/web`. */
  readonly about: string;
}

/** Discovery is asked again for an unknown kind (its CRD may be new), but not more often than this. */
const refreshMs = 1_000;

export async function resolve(api: Api, ref: Ref): Promise<Target> {
  const type = 'type' in ref ? ref.type : await typeOf(api, ref.apiVersion, ref.kind, refText(ref));
  const namespace = type.namespaced ? ref.namespace || api.namespace : undefined;
  const about = refText({ apiVersion: apiVersionOf(type), kind: type.kind, namespace, name: ref.name });
  return { type, place: { namespace, name: ref.name }, about };
}

export async function typeOf(api: Api, apiVersion: string, kind: string, where: string): Promise<ResourceType> {
  const known = (await mapper(api)).byKind(apiVersion, kind);
  if (known) return known;
  const age = performance.now() - (discoveredAt(api) ?? 0);
  const fresh = await mapper(api, { refresh: age > refreshMs });
  const found = fresh.byKind(apiVersion, kind);
  if (found) return found;
  throw notServed(fresh, apiVersion, kind, where);
}

function notServed(known: Mapper, apiVersion: string, kind: string, where: string): KindNotServed {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const broken = known.broken.find((it) => it.groupVersion === apiVersion);
  if (broken) {
    return new KindNotServed(apiVersion, kind, {
      where,
      hint: 'bring the server of that API group back',
      because: broken.reason,
    });
  }
  const other = known.preferred({ group, kind });
  if (other) return new KindNotServed(apiVersion, kind, { where, hint: `use apiVersion ${apiVersionOf(other)}` });
  return new KindNotServed(apiVersion, kind, {
    where,
    hint: 'install its CustomResourceDefinition first, or correct apiVersion and kind',
  });
}
