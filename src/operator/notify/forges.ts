/** How each kind of server takes a commit status. Data, and where they differ. */
import type { News } from './types.ts';

export type Forge = 'github' | 'gitlab' | 'gitea';
export type State = 'pending' | 'success' | 'failure';

/** Drift says nothing about a commit. */
export const stateOf: Readonly<Record<News['kind'], State | undefined>> = {
  deploying: 'pending',
  held: 'pending',
  deployed: 'success',
  failed: 'failure',
  drift: undefined,
};

export interface ForgeRules {
  /** What the API's base ends in. */
  readonly api: string;
  /** Instances whose API is elsewhere. */
  readonly known: Readonly<Record<string, string>>;
  /** Below the base. `path` is that of the repository, less the one the server itself is under. */
  readonly status: (path: string, sha: string) => string;
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  readonly body: (status: { readonly state: State; readonly context: string; readonly description: string }) => object;
  /** Longest description; counted in bytes, which no server does, so that none finds it too long. */
  readonly description: number;
  /** A refusal that says that all is as it should be. */
  readonly already?: RegExp;
}

/** The last two parts: a path before them is where the server is. */
const ownerAndName = (path: string): string => path.split('/').slice(-2).map(encodeURIComponent).join('/');

const json = { 'content-type': 'application/json', accept: 'application/json' };

export const forges: Readonly<Record<Forge, ForgeRules>> = {
  github: {
    api: '/api/v3',
    known: {
      'github.com': 'https://api.github.com',
      'ssh.github.com': 'https://api.github.com',
      'api.github.com': 'https://api.github.com',
    },
    status: (path, sha) => `/repos/${ownerAndName(path)}/statuses/${sha}`,
    headers: (token) => ({
      ...json,
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    }),
    body: (status) => status,
    description: 140,
  },
  gitlab: {
    api: '/api/v4',
    known: { 'altssh.gitlab.com': 'https://gitlab.com/api/v4' },
    status: (path, sha) => `/projects/${encodeURIComponent(path)}/statuses/${sha}`,
    headers: (token) => ({ ...json, 'private-token': token }),
    body: ({ state, ...rest }) => ({ state: state === 'failure' ? 'failed' : state, ...rest }),
    description: 255,
    // It refuses a state that a status has already.
    already: /cannot transition status/i,
  },
  gitea: {
    api: '/api/v1',
    known: {},
    status: (path, sha) => `/repos/${ownerAndName(path)}/statuses/${sha}`,
    headers: (token) => ({ ...json, authorization: `token ${token}` }),
    body: (status) => status,
    description: 255,
  },
};
