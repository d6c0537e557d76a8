/** Rendered objects → desired: in their namespace, labelled, without what is not ours to say. */
import { groupOf, type KubeObject, refKey, refOf, refText } from '../kube/object.ts';
import { canonicalJson, sha256Hex } from '../lib/digest.ts';
import { Problem } from '../lib/errors.ts';
import type { Origin, RenderedObject } from '../render/types.ts';
import { type IgnoreRule, ignoredPaths, scaledBy, without } from './ignore.ts';
import { named, withoutServersPart, withoutStringData } from './normalise.ts';
import { isHook } from './order/hooks.ts';
import type { Blocked, Desired } from './types.ts';

export type Scope = 'namespaced' | 'cluster';

export interface DesiredOptions {
  /** Undefined for a kind the server does not know. */
  readonly scopeOf: (apiVersion: string, kind: string) => Scope | undefined;
  /** What to do about a kind the server does not know, where more can be said than to install it: "use apiVersion apps/v1". */
  readonly hintFor?: ((apiVersion: string, kind: string) => string | undefined) | undefined;
  /** For namespaced objects that name no namespace. */
  readonly namespace: string;
  readonly label: { readonly key: string; readonly value: string };
  readonly ignore: readonly IgnoreRule[];
}

/** Problem `InvalidInput` when two objects have one identity: which of them is meant nobody can tell. */
export function makeDesired(
  rendered: readonly RenderedObject[],
  options: DesiredOptions,
): { desired: Desired[]; problems: Blocked[] } {
  const objects = rendered.map(({ object }) => object);
  const scopeHere = scopesOfCrds(objects);
  const scaled = scaledBy(objects, options.namespace);
  const problems: Blocked[] = [];
  const byKey = new Map<string, Desired>();
  for (const { object, origin } of rendered) {
    const scope = options.scopeOf(object.apiVersion, object.kind) ?? scopeHere.get(kindOf(object));
    if (!scope) {
      problems.push(unknownKind(object, origin, options));
      continue;
    }
    const whole = placed(object, scope, options);
    if (!whole.metadata.name) {
      problems.push(nameless(whole, origin));
      continue;
    }
    const made = desiredOf(whole, whereOf(origin), ignoredPaths(whole, options.ignore, scaled));
    const twin = byKey.get(made.key);
    if (twin) throw twins(made, twin);
    byKey.set(made.key, made);
  }
  return { desired: [...byKey.values()], problems };
}

const kindOf = (object: KubeObject): string => `${groupOf(object.apiVersion)}/${object.kind}`;

/** In its namespace, with its name and our label. */
function placed(object: KubeObject, scope: Scope, { namespace, label }: DesiredOptions): KubeObject {
  const own = withoutStringData(withoutServersPart(object));
  const { namespace: said, labels, ...metadata } = own.metadata;
  const where = scope === 'cluster' ? {} : { namespace: said || namespace };
  const whole = { ...own, metadata: { ...metadata, ...where, labels: { ...labels, [label.key]: label.value } } };
  return isHook(object) ? named(whole) : whole;
}

function desiredOf(whole: KubeObject, where: string, ignored: readonly string[]): Desired {
  const object = without(whole, ignored);
  return { key: refKey(refOf(object)), object, digest: sha256Hex(canonicalJson(object)), where, ignored };
}

/** Scopes of kinds whose definition comes with the same files. */
function scopesOfCrds(objects: readonly KubeObject[]): Map<string, Scope> {
  const scopes = new Map<string, Scope>();
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const spec = object.spec as { group?: string; names?: { kind?: string }; scope?: string } | null | undefined;
    scopes.set(`${spec?.group ?? ''}/${spec?.names?.kind ?? ''}`, spec?.scope === 'Cluster' ? 'cluster' : 'namespaced');
  }
  return scopes;
}

const whereOf = ({ file, line }: Origin): string => (line ? `${file}:${line}` : file);

function unknownKind(object: KubeObject, origin: Origin, { hintFor }: DesiredOptions): Blocked {
  const hint = hintFor?.(object.apiVersion, object.kind);
  return {
    object: refOf(object),
    reason: `the server knows no kind ${object.kind} in ${object.apiVersion} (${whereOf(origin)})`,
    remedy: hint ?? 'install its CustomResourceDefinition first, or correct apiVersion and kind',
  };
}

function nameless(object: KubeObject, origin: Origin): Blocked {
  const generated = object.metadata.generateName;
  return {
    object: refOf(object),
    reason: generated
      ? `generateName ${generated} would make another ${object.kind} at every push (${whereOf(origin)})`
      : `the ${object.kind} has no metadata.name (${whereOf(origin)})`,
    remedy: 'give it a metadata.name',
  };
}

function twins(one: Desired, other: Desired): Problem {
  return new Problem('InvalidInput', `${refText(refOf(one.object))} is there twice: here and at ${other.where}`, {
    where: one.where,
    hint: 'remove one of them, or give it another name',
  });
}
