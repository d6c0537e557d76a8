import { Problem } from '../../lib/errors.ts';
import { type HttpResponse, send, shownUrl } from '../../lib/http.ts';
import { authoritiesOf, fingerprint, passwordOf } from '../access.ts';
import type { Credential } from '../look.ts';

/** A chart repository on a web server, and what it may be sent. */
export interface RepositoryAccess {
  /** Of the directory that holds index.yaml, without user and password. */
  readonly base: URL;
  readonly authorization: string | undefined;
  readonly ca: string | undefined;
  /** Tells repositories apart, and the same one under other credentials. */
  readonly key: string;
}

/** A Secret goes before what is written into the URL. */
export function repositoryAccess(repository: string, credential?: Credential): RepositoryAccess {
  const base = URL.parse(repository.endsWith('/') ? repository : `${repository}/`);
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new Problem('InvalidInput', `${repository} is no chart repository`, { hint: 'write https://… or oci://…' });
  }
  const written = { username: decodeURIComponent(base.username), password: decodeURIComponent(base.password) };
  const used = passwordOf(credential) ?? (written.username ? written : undefined);
  base.username = '';
  base.password = '';
  const authorization = used && basic(used);
  return {
    base,
    authorization,
    ca: authoritiesOf(credential),
    key: `${base.href} ${fingerprint(authorization ? { ...credential, '': Buffer.from(authorization) } : credential)}`,
  };
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Credentials go to the repository's own origin only: an index may name any server, and a redirect may lead to one. Gives 200, or 304 where `headers` ask for it. */
export async function getFrom(
  { base, authorization, ca }: RepositoryAccess,
  url: URL,
  maxBytes: number,
  { headers = {}, signal }: { headers?: Readonly<Record<string, string>>; signal?: AbortSignal | undefined } = {},
): Promise<HttpResponse> {
  const clean = new URL(url);
  clean.username = '';
  clean.password = '';
  const own = clean.origin === base.origin;
  const response = await send({
    url: clean.href,
    headers: { ...headers, ...(own && authorization ? { authorization } : {}) },
    maxBytes,
    signal,
    ca,
  });
  if (response.status === 200 || (response.status === 304 && Object.keys(headers).length > 0)) return response;
  const shown = shownUrl(clean.href);
  if (response.status === 401 || response.status === 403) {
    throw new Problem('Unauthorized', `${shown} may not be read (status ${response.status})`);
  }
  if (response.status === 404) {
    throw new Problem('NotFound', `${shown} is not there`, { hint: 'check the URL of the repository' });
  }
  throw new Problem('SourceUnavailable', `${shown} cannot be read (status ${response.status})`);
}
