/** The Lease of a replica: that it lives, and which replicas it shares the Apps with. */
import type { KubeObject } from '../../kube/index.ts';
import { Problem } from '../../lib/errors.ts';

/** On every Lease of a replica: what they are found by. Its value is the scope: only replicas that work on the same namespaces share Apps. */
export const replicaLabel = 'tug.dev/replica';
/** Names of the replicas that its holder shares the Apps among; it may work on those that are its own by this list. */
const sharesAmong = 'tug.dev/shares-among';
const prefix = 'tug-operator-';
/** What a stranger could write there. */
const longestMs = 60_000;

export interface Replica {
  readonly name: string;
  /** Which process of that name. */
  readonly holder: string;
  readonly among: readonly string[];
  readonly leaseMs: number;
  readonly version: string;
  readonly uid: string;
  /** When it was last written, in ms since the epoch by the API server's clock; undefined when it does not say. */
  readonly writtenAt: number | undefined;
}

export interface LeaseContent {
  readonly name: string;
  readonly namespace: string;
  readonly holder: string;
  readonly scope: string;
  readonly among: readonly string[];
  readonly leaseMs: number;
  /** In ms since the epoch. For people: no replica compares it with its own clock. */
  readonly renewedAt: number;
  /** The write is refused when the Lease is another one by now. */
  readonly version?: string | undefined;
}

export function leaseName(replica: string): string {
  const name = `${prefix}${replica}`;
  if (/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(replica) && name.length <= 253) return name;
  throw new Problem('Usage', `"${replica.slice(0, 80)}" cannot be the name of a replica`, {
    hint: 'use lower-case letters, digits, "-" and ".", as in the name of a Pod',
  });
}

export function leaseObject(content: LeaseContent): KubeObject {
  const { name, namespace, holder, scope, among, leaseMs, renewedAt, version } = content;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: leaseName(name),
      namespace,
      labels: { [replicaLabel]: scope },
      annotations: { [sharesAmong]: among.join(',') },
      ...(version === undefined ? {} : { resourceVersion: version }),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: Math.round(leaseMs / 1_000),
      // MicroTime
      renewTime: new Date(renewedAt).toISOString().replace('Z', '000Z'),
    },
  };
}

export function readLease({ metadata, spec }: KubeObject): Replica {
  const { holderIdentity, leaseDurationSeconds } = (spec ?? {}) as Record<string, unknown>;
  const seconds = typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds : 1;
  return {
    name: (metadata.name ?? '').slice(prefix.length),
    holder: typeof holderIdentity === 'string' ? holderIdentity : '',
    among: (metadata.annotations?.[sharesAmong] ?? '').split(',').filter(Boolean),
    leaseMs: Math.min(Math.max(seconds * 1_000, 1_000), longestMs),
    version: metadata.resourceVersion ?? '',
    uid: metadata.uid ?? '',
    writtenAt: latest([metadata.creationTimestamp, ...(metadata.managedFields ?? []).map(({ time }) => time)]),
  };
}

export function isReplicaLease({ metadata }: KubeObject): boolean {
  return metadata.name?.startsWith(prefix) === true;
}

function latest(times: readonly (string | null | undefined)[]): number | undefined {
  const known = times.map((time) => Date.parse(time ?? '')).filter((time) => !Number.isNaN(time));
  return known.length === 0 ? undefined : Math.max(...known);
}
