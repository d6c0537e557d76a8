/** Takes the definitions away without anything that Apps deployed. */
import { appApiVersion } from '../../app/spec/schema.ts';
import { type Api, isNotFound, list, mapper, patch, remove } from '../../kube/index.ts';
import { groupOf, type KubeObject } from '../../kube/object.ts';
import { mapConcurrent, sleep } from '../../lib/async.ts';
import { Problem } from '../../lib/errors.ts';
import { membersFinalizer, systemNamespace } from './names.ts';
import { selector } from './objects/common.ts';
import { definitions } from './objects/definitions.ts';

const concurrency = 16;
const pauseMs = 250;
const mostMs = 120_000;

/** How many objects of tug's kinds would go with their definitions. */
export async function countObjects(api: Api): Promise<{ apps: number; tenants: number; sources: number }> {
  const [apps, tenants, sources] = await Promise.all(['App', 'Tenant', 'Source'].map((kind) => metadataOf(api, kind)));
  return { apps: apps?.length ?? 0, tenants: tenants?.length ?? 0, sources: sources?.length ?? 0 };
}

/**
 * Deletes the definitions, and with them every App, Tenant and Source object. The operator's finalizer comes off each App first: with it an App
 * would wait for an operator that is gone, and one that still ran would take the deletion for a wish to delete the members. So it is made sure
 * first that no pod of the operator is left. Problem `Timeout` after two minutes; run again, it goes on.
 */
export async function removeDefinitions(api: Api, signal: AbortSignal | undefined): Promise<void> {
  const ends = performance.now() + mostMs;
  await repeat(ends, signal, 'the pods of the operator are still there', async () => (await operatorPods(api)) === 0);
  await release(api);
  const names = definitions().map(({ metadata }) => metadata.name ?? '');
  for (const name of names) await remove(api, { ...crdKind, name });
  await repeat(ends, signal, 'the definitions are still there', async () => {
    // An App that was made meanwhile holds up its definition.
    await release(api);
    const left = await crdsLeft(api, names);
    return left === 0;
  });
}

const crdKind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const;

async function metadataOf(api: Api, kind: string): Promise<KubeObject[]> {
  const type = (await mapper(api, { refresh: true })).byKind(appApiVersion, kind);
  if (!type) return [];
  try {
    return (await list(api, type, { metadataOnly: true })).items;
  } catch (error) {
    // It went away since it was discovered.
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function release(api: Api): Promise<void> {
  const held = (await metadataOf(api, 'App')).filter(({ metadata }) => metadata.finalizers?.includes(membersFinalizer));
  await mapConcurrent(held, concurrency, async ({ metadata }) => {
    const finalizers = metadata.finalizers?.filter((name) => name !== membersFinalizer) ?? [];
    const { name = '', namespace, resourceVersion } = metadata;
    const ref = { apiVersion: appApiVersion, kind: 'App', name, namespace };
    try {
      // Named with the version it was read at, so that nobody else's finalizer is lost.
      await patch(api, ref, { type: 'merge', body: { metadata: { finalizers, resourceVersion } } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  });
}

async function operatorPods(api: Api): Promise<number> {
  const type = (await mapper(api)).byKind('v1', 'Pod');
  if (!type) return 0;
  const labelSelector = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return (await list(api, type, { namespace: systemNamespace, labelSelector, metadataOnly: true })).items.length;
}

async function crdsLeft(api: Api, names: readonly string[]): Promise<number> {
  const type = (await mapper(api)).preferred({ group: groupOf(crdKind.apiVersion), kind: crdKind.kind });
  if (!type) return 0;
  const { items } = await list(api, type, { metadataOnly: true });
  return items.filter(({ metadata }) => names.includes(metadata.name ?? '')).length;
}

async function repeat(
  ends: number,
  signal: AbortSignal | undefined,
  still: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  while (!(await isDone())) {
    if (performance.now() > ends) throw new Problem('Timeout', still, { hint: 'see why, then run this again' });
    await sleep(pauseMs, signal);
  }
}
