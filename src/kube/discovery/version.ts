import type { Api } from '../api.ts';

export interface ServerVersion {
  readonly gitVersion: string;
  readonly major: string;
  readonly minor: string;
}

interface Known {
  readonly version: Promise<ServerVersion>;
  readonly askedAt: number;
}

const memoryKey = 'version';
/** A server is upgraded while we run, but not often. */
const keptMs = 600_000;

/** Asked once in ten minutes a connection. */
export function serverVersion(api: Api): Promise<ServerVersion> {
  const known = api.memory.get(memoryKey) as Known | undefined;
  if (known && performance.now() - known.askedAt < keptMs) return known.version;
  const version = ask(api);
  api.memory.set(memoryKey, { version, askedAt: performance.now() } satisfies Known);
  version.catch(() => api.memory.delete(memoryKey));
  return version;
}

async function ask(api: Api): Promise<ServerVersion> {
  const response = await api.request({ method: 'GET', path: '/version', about: 'the version of the server' });
  const { gitVersion, major, minor } = response.json() as Partial<ServerVersion>;
  return { gitVersion: gitVersion ?? '', major: major ?? '', minor: minor ?? '' };
}
