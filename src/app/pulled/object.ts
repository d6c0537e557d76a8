/** App objects as an operator keeps them, read for people. What a newer operator says more is passed over. */
import { z } from 'zod';
import { type Api, find, isForbidden, isKindNotServed, list, mapper, type ResourceType } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { AppRef } from '../ledger/ledger.ts';
import { appApiVersion } from '../spec/schema.ts';

const text = z.string().catch('');
const maybe = z.string().optional().catch(undefined);

const condition = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: text,
  message: text,
  observedGeneration: z.int().optional().catch(undefined),
  lastTransitionTime: text,
});

const status = z.object({
  observedGeneration: z.int().optional().catch(undefined),
  conditions: z.array(condition).catch([]),
  revision: maybe,
  attempted: maybe,
  release: z.int().optional().catch(undefined),
  summary: maybe,
  drift: z
    .object({ repaired: z.int().catch(0), when: text, object: text, message: text })
    .optional()
    .catch(undefined),
  plan: maybe,
  syncRequested: maybe,
  history: z
    .array(
      z.object({
        release: z.int(),
        revision: text,
        verdict: text,
        when: text,
        seconds: z.number().catch(0),
        message: text,
      }),
    )
    .catch([]),
});

export type PulledStatus = z.output<typeof status>;
export type PulledCondition = PulledStatus['conditions'][number];

export interface Pulled {
  readonly ref: AppRef;
  readonly uid: string;
  readonly generation: number;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  /** Somebody asked for its deletion. */
  readonly deleting: boolean;
  readonly mode: 'auto' | 'manual' | 'shadow';
  /** Its members stay when it is deleted. */
  readonly leavesMembers: boolean;
  readonly status: PulledStatus;
}

const sync = z.object({
  mode: z.enum(['auto', 'manual', 'shadow']).catch('auto'),
  deletion: z.enum(['delete', 'mirrorPrune', 'orphan']).catch('delete'),
  prune: z.boolean().catch(true),
});

export function pulledOf({ metadata, spec, status: said }: KubeObject): Pulled {
  const { mode, deletion, prune } = sync.parse((spec as { sync?: unknown } | undefined)?.sync ?? {});
  return {
    ref: { name: metadata.name ?? '', namespace: metadata.namespace ?? '' },
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    annotations: metadata.annotations ?? {},
    finalizers: metadata.finalizers ?? [],
    deleting: metadata.deletionTimestamp !== undefined,
    mode,
    leavesMembers: deletion === 'orphan' || (deletion === 'mirrorPrune' && !prune),
    status: status.parse(said ?? {}),
  };
}

/** The kind, where its CRD is installed. */
export async function appType(api: Api): Promise<ResourceType | undefined> {
  return (await mapper(api)).byKind(appApiVersion, 'App');
}

/** Undefined also where the cluster knows no Apps, or this user may not see them: then it is as if it was only ever pushed. */
export async function findPulled(api: Api, { name, namespace }: AppRef): Promise<Pulled | undefined> {
  const type = await appType(api);
  const object = type && (await find(api, { type, name, namespace }).catch(unseen));
  return object && pulledOf(object);
}

/** All of a namespace or of the cluster; none where the cluster knows no Apps, or this user may not see them. */
export async function listPulled(api: Api, namespace: string | undefined): Promise<Pulled[]> {
  const type = await appType(api);
  const found = type && (await list(api, type, namespace ? { namespace } : {}).catch(unseen));
  return found?.items.map(pulledOf) ?? [];
}

function unseen(error: unknown): undefined {
  if (!isForbidden(error) && !isKindNotServed(error)) throw error;
  return undefined;
}
