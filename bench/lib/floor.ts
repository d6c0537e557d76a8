import type { KubeObject } from '../../src/kube/object.ts';
import type { Access } from './access.ts';
import { applyType, bareClient, type Client, inLanes, pathOf } from './client.ts';

export interface FloorOptions {
  /** Where those go that name no namespace. */
  readonly namespace?: string;
  readonly concurrency: number;
  /** Whether tug makes a dry run for each of these objects, so that the floor makes it too. */
  readonly dryRuns: boolean;
}

/** The same requests and nothing else: a server-side apply an object, as fast as one loop can send them. Seconds. */
export async function floor(access: Access, objects: readonly KubeObject[], options: FloorOptions): Promise<number> {
  const client = bareClient(access, options.concurrency);
  const began = performance.now();
  try {
    if (options.dryRuns) await sendAll(client, objects, options, '&dryRun=All');
    await sendAll(client, objects, options, '');
    return (performance.now() - began) / 1_000;
  } finally {
    await client.close();
  }
}

async function sendAll(
  client: Client,
  objects: readonly KubeObject[],
  { namespace, concurrency }: FloorOptions,
  query: string,
): Promise<void> {
  await inLanes(objects, concurrency, (object) => {
    const placed = namespace ? { ...object, metadata: { namespace, ...object.metadata } } : object;
    const path = `${pathOf(placed)}?fieldManager=floor&force=true${query}`;
    return client.send('PATCH', path, { body: object, type: applyType });
  });
}
