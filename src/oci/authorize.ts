import { Problem } from '../lib/errors.ts';
import { type HttpResponse, send } from '../lib/http.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { Credential } from './credential.ts';
import type { CredentialSource } from './credentials.ts';

/** Answers a registry's challenges (the distribution project's token specification) and remembers tokens until they expire. */
export interface Authorizer {
  /** The Authorization header that worked for this scope before. */
  known(scope: string): string | undefined;
  answer(
    scope: string,
    repository: string,
    challenge: string,
  ): Promise<{ authorization: string | undefined; anonymous: boolean }>;
}

const maxTokenBytes = 2 ** 20;
/** Registries that do not say live by the specification's default. */
const defaultLifeSeconds = 60;

/** What worked, by scope: a credential may be for one repository only. `until` is in milliseconds since the epoch. */
export type KeptAuthorizations = Map<string, { readonly authorization: string; readonly until: number }>;

export interface AuthorizerOptions {
  readonly credentials: CredentialSource;
  readonly kept?: KeptAuthorizations | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly ca?: string | undefined;
  readonly now?: () => number;
}

export function authorizer(host: string, origin: string, options: AuthorizerOptions): Authorizer {
  const { credentials, kept = new Map() as KeptAuthorizations, signal, ca, now = Date.now } = options;
  return {
    known: (scope) => {
      const entry = kept.get(scope);
      return entry && entry.until > now() ? entry.authorization : undefined;
    },
    answer: async (scope, repository, header) => {
      const challenges = parseChallenges(header);
      const credential = await credentials(host, repository);
      const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
      if (bearer) {
        const { token, lifeSeconds } = await fetchToken(bearer, scope, credential, { origin, signal, ca });
        // A token that dies while the request is on its way would be asked for twice.
        kept.set(scope, { authorization: `Bearer ${token}`, until: now() + (lifeSeconds - 10) * 1_000 });
        return { authorization: `Bearer ${token}`, anonymous: !credential };
      }
      if (!challenges.some(({ scheme }) => scheme === 'basic') || !credential?.password) {
        return { authorization: undefined, anonymous: !credential };
      }
      const authorization = basic(credential);
      kept.set(scope, { authorization, until: Infinity });
      return { authorization, anonymous: false };
    },
  };
}

async function fetchToken(
  { parameters }: Challenge,
  scope: string,
  credential: Credential | undefined,
  { origin, signal, ca }: { origin: string; signal: AbortSignal | undefined; ca: string | undefined },
): Promise<{ token: string; lifeSeconds: number }> {
  const realm = realmOf(parameters.realm, origin);
  const query = new URLSearchParams({
    ...(parameters.service ? { service: parameters.service } : {}),
    scope: parameters.scope ?? scope,
  });
  const bounds = { maxBytes: maxTokenBytes, signal, ca, timeoutMs: 30_000 };
  let response: HttpResponse;
  if (credential?.identityToken) {
    query.set('grant_type', 'refresh_token');
    query.set('client_id', 'tug');
    query.set('refresh_token', credential.identityToken);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    response = await send({ ...bounds, url: realm.href, method: 'POST', headers, body: query.toString() });
  } else {
    for (const [name, value] of query) realm.searchParams.append(name, value);
    response = await send({
      ...bounds,
      url: realm.href,
      ...(credential ? { headers: { authorization: basic(credential) } } : {}),
    });
  }
  return tokenOf(response, realm.host);
}

/** Credentials go to the realm, so it must not be plain http unless the registry itself is. */
function realmOf(realm: string | undefined, origin: string): URL {
  const url = URL.parse(realm ?? '');
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && origin.startsWith('http:')))) return url;
  throw new Problem(
    'SourceUnavailable',
    `${origin} asks for a token from ${realm ?? 'nowhere'}, which is no https URL`,
  );
}

function tokenOf(response: HttpResponse, host: string): { token: string; lifeSeconds: number } {
  if (response.status === 401 || response.status === 403) {
    throw new Problem('Unauthorized', `${host} refuses the credentials`, { hint: 'log in again' });
  }
  if (response.status !== 200) {
    throw new Problem('SourceUnavailable', `${host} gives no token (status ${response.status})`);
  }
  try {
    const {
      token,
      access_token: accessToken,
      expires_in: seconds,
    } = JSON.parse(Buffer.from(response.body).toString('utf8')) as Record<string, unknown>;
    const value = token ?? accessToken;
    if (typeof value === 'string' && value !== '') {
      return { token: value, lifeSeconds: typeof seconds === 'number' ? Math.max(60, seconds) : defaultLifeSeconds };
    }
  } catch {
    // Told below: the body may hold half a token and is not quoted.
  }
  throw new Problem('SourceUnavailable', `${host} gives no token, but something else`);
}

function basic({ username, password }: Credential): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
