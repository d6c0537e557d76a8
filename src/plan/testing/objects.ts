/** Objects for tests: desired ones, and live ones with their owners. */
import { ownMark } from '../../kube/fields.ts';
import { type FieldsV1, type KubeObject, type ManagedFieldsEntry, refKey, refOf } from '../../kube/object.ts';
import { canonicalJson, sha256Hex } from '../../lib/digest.ts';
import { partOfLabel } from '../applyset.ts';
import type { PlanInput } from '../input.ts';
import type { Desired, Foreseen, LedgerEntry, Observed } from '../types.ts';

export const manager = 'tug';
export const ourSet = 'applyset-ours-v1';
export const otherSet = 'applyset-other-v1';

export type Part = Readonly<Record<string, unknown>>;

/** `object('apps/v1', 'Deployment', 'shop/web', { spec })`; a name without a namespace is cluster-wide. */
export function object(apiVersion: string, kind: string, place: string, more: Part = {}): KubeObject {
  const [name = '', namespace] = place.split('/').toReversed();
  const { metadata, ...rest } = more as { metadata?: Part };
  return { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}), ...metadata }, ...rest };
}

export const configMap = (place: string, more: Part = {}): KubeObject => object('v1', 'ConfigMap', place, more);
export const annotated = (annotations: Part): Part => ({ metadata: { annotations } });

export function deployment(place: string, podSpec: Part = {}, metadata: Part = {}): KubeObject {
  const name = place.split('/').at(-1) ?? '';
  const template = { metadata: { labels: { app: name } }, spec: podSpec };
  return object('apps/v1', 'Deployment', place, {
    metadata,
    spec: { selector: { matchLabels: { app: name } }, template },
  });
}

/** As `makeDesired` would: with our label. */
export function want(wanted: KubeObject, ignored: readonly string[] = []): Desired {
  const labels = { ...wanted.metadata.labels, [partOfLabel]: ourSet };
  const labelled = { ...wanted, metadata: { ...wanted.metadata, labels } };
  return {
    key: refKey(refOf(labelled)),
    object: labelled,
    digest: sha256Hex(canonicalJson(labelled)),
    where: `${wanted.metadata.name}.yaml:1`,
    ignored,
  };
}

/** The fields of a value; lists count as one. */
export function fieldsOf(value: unknown): FieldsV1 {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [`f:${name}`, fieldsOf(member)]));
}

export function entryOf(who: string, operation: 'Apply' | 'Update', fieldsV1: FieldsV1): ManagedFieldsEntry {
  return { manager: who, operation, apiVersion: 'v1', time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1 };
}

/** What an apply of this object owns. */
export function appliedFields({ apiVersion: _version, kind: _kind, metadata, ...rest }: KubeObject): FieldsV1 {
  const { name: _name, namespace: _namespace, managedFields: _entries, ...said } = metadata;
  return fieldsOf({ ...(Object.keys(said).length > 0 ? { metadata: said } : {}), ...rest });
}

/** The object as the server has it after our apply, plus what others did to it. */
export function live(desired: Desired, more: Part = {}, others: readonly ManagedFieldsEntry[] = []): KubeObject {
  const own = entryOf(manager, 'Apply', appliedFields(desired.object));
  return asStored({ ...desired.object, ...more }, [own, ...others]);
}

/** An object that others made. */
export function foreign(made: KubeObject, by = 'kubectl-create'): KubeObject {
  return asStored(made, [entryOf(by, 'Update', appliedFields(made))]);
}

export function asStored(stored: KubeObject, managedFields: readonly ManagedFieldsEntry[]): KubeObject {
  const server = { uid: `uid-of-${stored.metadata.name}`, resourceVersion: '7', generation: 1, managedFields };
  return { ...stored, metadata: { ...stored.metadata, ...server } };
}

export function observedOf(...objects: readonly KubeObject[]): Map<string, Observed> {
  return new Map(
    objects.map((one) => {
      const ref = refOf(one);
      return [refKey(ref), { key: refKey(ref), ref, object: one, full: true, own: ownMark(one, manager) }];
    }),
  );
}

export const rowOf = (desired: Desired): LedgerEntry => ({
  digest: desired.digest,
  owned: '',
  time: '',
  generation: 1,
});

export function input(
  more: Partial<PlanInput> & { consent?: Partial<PlanInput['policy']['consent']> } = {},
): PlanInput {
  const { consent, policy, ...rest } = more;
  return {
    app: { name: 'shop', namespace: 'team' },
    desired: [],
    observed: new Map(),
    ledger: new Map(),
    foreseen: new Map(),
    unchanged: [],
    operation: 'upgrade',
    manager,
    otherAppOf: ({ metadata }) => (metadata.labels?.[partOfLabel] === otherSet ? 'team-b/other' : undefined),
    ...rest,
    policy: {
      prune: true,
      pruneLimit: 20,
      conflicts: 'take',
      partial: false,
      ...policy,
      consent: { empty: false, prune: false, kinds: [], replace: false, ...policy?.consent, ...consent },
    },
  };
}

export const created = (desired: Desired): [string, Foreseen] => [
  desired.key,
  { kind: 'create', result: live(desired) },
];

/** Everything is new. */
export function installing(...objects: readonly KubeObject[]): PlanInput {
  const desired = objects.map((one) => want(one));
  return input({ desired, foreseen: new Map(desired.map(created)), operation: 'install' });
}
