import type { Api } from '../api.ts';

export interface ServerVersion {
  readonly gitVersion: string;
  readonly major: string;
  readonly minor: string;
}

export async function serverVersion(api: Api): Promise<ServerVersion> {
  const response = await api.request({ method: 'GET', path: '/version', about: 'the version of the server' });
  const { gitVersion, major, minor } = response.json() as Partial<ServerVersion>;
  return { gitVersion: gitVersion ?? '', major: major ?? '', minor: minor ?? '' };
}
