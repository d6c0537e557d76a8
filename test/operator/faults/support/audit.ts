/** What a test reads from the API server itself about Apps, their members and their ledgers. */
import type { KubeObject } from '../../../../src/kube/index.ts';
import { type Box, team } from './box.ts';
import type { Fleet } from './fleet.ts';

export const appsPath = `/apis/tug.dev/v1alpha1/namespaces/${team}/apps`;
const mapsPath = `/api/v1/namespaces/${team}/configmaps`;
const memberLabel = 'applyset.kubernetes.io/part-of';
const ledgerLabel = 'tug.dev/app';

interface AppStatus {
  readonly revision?: string;
  readonly release?: number;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
    readonly message: string;
  }[];
}

/** Everything that carries the label of a member, by its name. */
export async function membersOf(box: Box): Promise<Map<string, KubeObject>> {
  const items = await box.list(`${mapsPath}?labelSelector=${memberLabel}`);
  return new Map(items.map((item) => [item.metadata.name ?? '', item]));
}

/** The first thing in which the cluster is unlike the last commit: a missing, foreign or stale object. */
export async function unlikeCommit(box: Box, fleet: Fleet): Promise<string | undefined> {
  const members = await membersOf(box);
  const wanted = new Map([...fleet.apps.values()].flatMap((maps) => [...maps]));
  for (const [name, value] of wanted) {
    const there = (members.get(name)?.['data'] as { value?: string } | undefined)?.value;
    if (there !== value) return `${name} has ${there}, not ${value}`;
  }
  for (const name of members.keys()) if (!wanted.has(name)) return `${name} is left over`;
  return undefined;
}

/** The first App that does not say Ready; with a commit also one that does not say it of that. */
export async function notReady(box: Box, commit?: string): Promise<string | undefined> {
  for (const { metadata, status } of await box.list(appsPath)) {
    const { conditions = [], revision } = (status ?? {}) as AppStatus;
    const ready = conditions.find(({ type }) => type === 'Ready');
    if (ready?.status !== 'True') return `${metadata.name}: ${ready?.reason}: ${ready?.message}`;
    if (commit !== undefined && revision !== commit) return `${metadata.name} is at ${revision}`;
  }
  return undefined;
}

/** By App: how many deploys began, and the number of the newest release. */
export async function ledgersOf(box: Box): Promise<Map<string, { readonly begun: number; readonly release: number }>> {
  const items = await box.list(`${mapsPath}?labelSelector=${ledgerLabel}`);
  return new Map(
    items.map(({ metadata, ...rest }) => {
      const data = rest['data'] as Readonly<Record<string, string>> | undefined;
      const { begun = 0, release = 0 } = JSON.parse(data?.['ledger'] ?? '{}') as { begun?: number; release?: number };
      return [metadata.labels?.[ledgerLabel] ?? '', { begun, release }];
    }),
  );
}

/** Deletes the Apps and says what of them, their members, ledgers and releases is still there. */
export async function deleteApps(box: Box): Promise<void> {
  await box.api.request({ method: 'DELETE', path: appsPath });
}

export async function remains(box: Box): Promise<string | undefined> {
  const kinds: Readonly<Record<string, string>> = {
    Apps: appsPath,
    members: `${mapsPath}?labelSelector=${memberLabel}`,
    ledgers: `${mapsPath}?labelSelector=${ledgerLabel}`,
    releases: `/api/v1/namespaces/${team}/secrets?labelSelector=${ledgerLabel}`,
  };
  for (const [what, path] of Object.entries(kinds)) {
    const left = await box.list(path);
    if (left.length > 0) return `${left.length} ${what}, such as ${left[0]?.metadata.name}`;
  }
  return undefined;
}
