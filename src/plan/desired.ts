/** Rendered objects → desired: in their namespace, labelled, without what is not ours to say. */
import { groupOf, type KubeObject, type ObjectMeta, refKey, refOf, refText } from '../kube/object.ts';
import { canonicalJson, sha256Hex } from '../lib/digest.ts';
import { Problem } from '../lib/errors.ts';
import type { Origin, RenderedObject } from '../render/types.ts';
import { type IgnoreRule, ignoredPaths, without } from './ignore.ts';
import type { Blocked, Desired } from './types.ts';

export type Scope = 'namespaced' | 'cluster';

export interface DesiredOptions {
  /** Undefined for a kind the server does not know. */
  readonly scopeOf: (apiVersion: string, kind: string) => Scope | undefined;
  /** For namespaced objects that name no namespace. */
  readonly namespace: string;
  readonly label: { readonly key: string; readonly value: string };
  readonly ignore: readonly IgnoreRule[];
}

/** What the server writes and nobody applies. */
const serversOwn: ReadonlySet<string> = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'managedFields', 'selfLink']);

export function makeDesired(rendered: readonly RenderedObject[], options: DesiredOptions): { desired: Desired[]; problems: Blocked[] } {
  const scopeHere = scopesOfCrds(rendered);
  const problems: Blocked[] = [];
  const byKey = new Map<string, Desired>();
  const objects = rendered.map(({ object }) => object);
  for (const { object, origin } of rendered) {
    const scope = options.scopeOf(object.apiVersion, object.kind) ?? scopeHere.get(`${groupOf(object.apiVersion)}/${object.kind}`);
    if (!scope) {
      problems.push(unknownKind(object, origin));
      continue;
    }
    const made = one(object, origin, scope, options, objects);
    const twin = byKey.get(made.key);
    if (twin) {
      throw new Problem('InvalidInput', `${refText(refOf(made.object))} is there twice: here and at ${twin.where}`, {
        where: made.where,
        hint: 'remove one of them, or give it another name',
      });
    }
    byKey.set(made.key, made);
  }
  return { desired: [...byKey.values()], problems };
}

function one(object: KubeObject, origin: Origin, scope: Scope, options: DesiredOptions, all: readonly KubeObject[]): Desired {
  const { status: _, ...rest } = object;
  const metadata: ObjectMeta = Object.fromEntries(Object.entries(object.metadata).filter(([field]) => !serversOwn.has(field)));
  if (scope === 'cluster') delete metadata.namespace;
  else metadata.namespace = object.metadata.namespace ?? options.namespace;
  metadata.labels = { ...object.metadata.labels, [options.label.key]: options.label.value };
  const whole: KubeObject = { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata };
  const ignored = ignoredPaths(whole, options.ignore, all, options.namespace);
  const kept = without(whole, ignored);
  return {
    key: refKey(refOf(kept)),
    object: kept,
    digest: sha256Hex(canonicalJson(kept)),
    where: origin.line ? `${origin.file}:${origin.line}` : origin.file,
    ignored,
  };
}

/** Scopes of kinds whose definition comes with the same files. */
function scopesOfCrds(rendered: readonly RenderedObject[]): Map<string, Scope> {
  const scopes = new Map<string, Scope>();
  for (const { object } of rendered) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const spec = object.spec as { group?: string; names?: { kind?: string }; scope?: string } | undefined;
    scopes.set(`${spec?.group ?? ''}/${spec?.names?.kind ?? ''}`, spec?.scope === 'Cluster' ? 'cluster' : 'namespaced');
  }
  return scopes;
}

function unknownKind(object: KubeObject, origin: Origin): Blocked {
  return {
    object: refOf(object),
    reason: `${origin.file}: the server knows no kind ${object.kind} in ${object.apiVersion}`,
    remedy: 'install its CustomResourceDefinition first, or correct apiVersion and kind',
  };
}
