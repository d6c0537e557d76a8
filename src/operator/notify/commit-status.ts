/** News → the commit status that tells it. Pure. */
import { Problem } from '../../lib/errors.ts';
import { oneLine } from '../status/text.ts';
import { type Forge, forges, stateOf } from './forges.ts';
import type { Message } from './message.ts';
import { repositoryOf } from './repository.ts';
import { secretText, webUrl } from './secret.ts';
import type { News, Notification } from './types.ts';
import type { SecretData } from '../sources/types.ts';

/** Undefined when the news says nothing about a commit. Problem when it cannot be told. */
export function commitStatus(
  news: News,
  forge: Forge,
  to: Notification,
  secret: SecretData | undefined,
): Message | undefined {
  const state = stateOf[news.kind];
  const [sha] = /[0-9a-f]{64}|[0-9a-f]{40}/.exec(news.revision) ?? [];
  if (!state || sha === undefined) return undefined;
  const repository = news.repository === undefined ? undefined : repositoryOf(news.repository);
  if (!repository) {
    throw new Problem('InvalidSpec', `a ${forge} status needs a Git source with an owner and a name in its URL`, {
      where: 'spec.notify',
    });
  }
  const token = secretText(secret, 'token');
  if (token === undefined) {
    throw new Problem('InvalidSpec', `a ${forge} status needs a token`, {
      where: 'spec.notify',
      hint: 'name a Secret with the key token in secretRef',
    });
  }
  const rules = forges[forge];
  const base = apiOf(forge, to, repository.host, repository.origin);
  // What the API's base has before /api/v… is where the server is, and so the beginning of the repository's path too.
  const under = new URL(base).pathname.slice(1).split(/\/?api\/v\d+$/)[0] ?? '';
  const path =
    under && repository.path.startsWith(`${under}/`) ? repository.path.slice(under.length + 1) : repository.path;
  const context = `tug/${news.app.namespace}/${news.app.name}`;
  const text = news.message === '' ? news.kind : news.message;
  const description = oneLine(news.kind === 'held' ? `held: ${text}` : text, rules.description);
  return {
    url: new URL(base + rules.status(path, sha)),
    headers: rules.headers(token),
    body: JSON.stringify(rules.body({ state, context, description })),
    about: sha,
    already: rules.already,
  };
}

function apiOf(forge: Forge, { url }: Notification, host: string, origin: string): string {
  const { known, api } = forges[forge];
  const given = url === undefined ? undefined : webUrl(url, 'spec.notify.url');
  const fixed = known[given?.hostname ?? host];
  if (fixed !== undefined) return fixed;
  if (!given) return origin + api;
  const path = given.pathname.replace(/\/+$/, '');
  return given.origin + (/\/api\/v\d+$/.test(path) ? path : path + api);
}
