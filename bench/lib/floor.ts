import { Pool } from 'undici';
import type { KubeObject } from '../../src/kube/object.ts';
import type { Access } from './access.ts';

const plurals: Record<string, string> = {
  ServiceAccount: 'serviceaccounts',
  ConfigMap: 'configmaps',
  Service: 'services',
  Deployment: 'deployments',
};

export interface FloorOptions {
  readonly namespace: string;
  readonly concurrency: number;
  /** Whether tug makes a dry run for each of these objects, so that the floor makes it too. */
  readonly dryRuns: boolean;
}

/** The same requests and nothing else: a server-side apply an object, as fast as one loop can send them. Seconds. */
export async function floor(access: Access, objects: readonly KubeObject[], options: FloorOptions): Promise<number> {
  const { ca, cert, key } = access;
  const pool = new Pool(access.server, {
    connections: options.concurrency,
    connect: { ca, cert, key },
    allowH2: false,
  });
  const began = performance.now();
  try {
    if (options.dryRuns) await sendAll(pool, objects, options, '&dryRun=All');
    await sendAll(pool, objects, options, '');
    return (performance.now() - began) / 1_000;
  } finally {
    await pool.close();
  }
}

async function sendAll(
  pool: Pool,
  objects: readonly KubeObject[],
  { namespace, concurrency }: FloorOptions,
  query: string,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let object = objects[next++]; object; object = objects[next++]) {
      const { apiVersion, kind, metadata } = object;
      const root = apiVersion.includes('/') ? 'apis' : 'api';
      const path = `/${root}/${apiVersion}/namespaces/${namespace}/${plurals[kind]}/${metadata.name}`;
      const { statusCode, body } = await pool.request({
        method: 'PATCH',
        path: `${path}?fieldManager=floor&force=true${query}`,
        headers: { 'content-type': 'application/apply-patch+yaml', accept: 'application/json' },
        body: JSON.stringify(object),
      });
      const answer = await body.text();
      if (statusCode > 201) throw new Error(`${path}: ${statusCode} ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}
