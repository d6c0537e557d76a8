/** Which source an App takes its files from, and what is known of it. */
import type { App } from '../../app/spec/schema.ts';
import { find } from '../../kube/index.ts';
import { canonicalJson } from '../../lib/digest.ts';
import { Problem } from '../../lib/errors.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Operator } from '../operator.ts';
import { priorities } from '../queue/types.ts';
import type { Seat } from '../seats/seat.ts';
import type { SecretData, SourceSpec, SourceState } from '../sources/types.ts';
import { supersede } from './supersede.ts';

/** The source with its shared `ref` resolved, and the namespace its Secrets are in. Problem when the ref leads nowhere. */
export function resolveSource({ spec, metadata }: App, op: Operator): { spec: SourceSpec; namespace: string } {
  const { git, oci, chart, ref } = spec.source;
  const namespace = metadata.namespace ?? '';
  if (!ref) return { spec: { git, oci, chart }, namespace };
  const from = ref.namespace ?? namespace;
  const shared = op.shared.get(ref.name, from, namespace);
  return { spec: { git: shared.spec.git, oci: shared.spec.oci, chart: shared.spec.chart }, namespace: from };
}

/**
 * What is known of the source; subscribes to it, and to the Secrets it names. Secrets of a shared Source are read as the account of its
 * own namespace, which has to let the operator.
 */
export async function sourceStateOf(one: Tracked, app: App, seat: Seat, op: Operator): Promise<SourceState> {
  const { spec, namespace } = resolveSource(app, op);
  const owner = namespace === one.ref.namespace ? seat : op.seatOf(namespace, undefined);
  const [credential, signers] = await Promise.all([
    versionOf(secretOf(spec), owner, namespace, one.key),
    versionOf(spec.git?.verify?.secretRef.name, owner, namespace, one.key),
  ]);
  const id = canonicalJson({ ...spec, credential, signers });
  if (one.source?.id !== id) {
    const want = {
      spec,
      credential: await dataOf(secretOf(spec), owner, namespace),
      signers: await dataOf(spec.git?.verify?.secretRef.name, owner, namespace),
    };
    const before = one.source;
    const changed = (): void => {
      op.queue.add(one.key, priorities.change);
      void supersede(one, app, seat).catch(() => undefined);
    };
    one.source = { id, subscription: op.hub.subscribe(want, changed) };
    // After the new one: the last subscriber takes the poll along, and most often it is the same poll.
    before?.subscription.end();
  }
  return one.source.subscription.state;
}

const secretOf = ({ git, oci, chart }: SourceSpec): string | undefined => (git ?? oci ?? chart)?.secretRef?.name;

async function versionOf(name: string | undefined, seat: Seat, namespace: string, key: string): Promise<string> {
  if (name === undefined) return '';
  const object = await seat.references.look({ apiVersion: 'v1', kind: 'Secret', namespace, name }, key, true);
  if (!object) throw missing(namespace, name);
  return `${object.metadata.uid ?? ''}/${object.metadata.resourceVersion ?? ''}`;
}

async function dataOf(name: string | undefined, { api }: Seat, namespace: string): Promise<SecretData | undefined> {
  if (name === undefined) return undefined;
  const secret = await find(api, { apiVersion: 'v1', kind: 'Secret', namespace, name });
  if (!secret) throw missing(namespace, name);
  const data = (secret['data'] ?? {}) as Record<string, string>;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64')]));
}

const missing = (namespace: string, name: string): Problem =>
  new Problem('NotFound', `Secret ${namespace}/${name}, which the source names, does not exist`, {
    where: 'spec.source',
    hint: 'create it; it is looked at as soon as it is there',
  });
