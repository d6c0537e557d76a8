/** News → a signed webhook, or a message as Slack, Mattermost and others take it. Pure. */
import { createHmac } from 'node:crypto';
import { sha256Hex } from '../../lib/digest.ts';
import { Problem } from '../../lib/errors.ts';
import type { SecretData } from '../sources/types.ts';
import { oneLine } from '../status/text.ts';
import type { Message } from './message.ts';
import { shownRepository } from './repository.ts';
import { secretText, webUrl } from './secret.ts';
import type { News, Notification } from './types.ts';

const json = { 'content-type': 'application/json' };

export function webhook(news: News, to: Notification, secret: SecretData | undefined): Message {
  const { kind, app, revision, release, when } = news;
  const repository = news.repository === undefined ? undefined : shownRepository(news.repository);
  const fields = {
    kind,
    app: { namespace: app.namespace, name: app.name },
    revision,
    repository,
    release,
    message: oneLine(news.message),
    when,
  };
  // Of the news, so that every attempt has the same: a receiver that saw it before can tell.
  const id = sha256Hex(JSON.stringify(fields)).slice(0, 32);
  const body = JSON.stringify({ id, ...fields });
  const key = secret && Object.hasOwn(secret, 'hmacKey') ? secret.hmacKey : undefined;
  return {
    url: targetUrl(to, secret),
    headers: {
      ...json,
      'x-tug-event': kind,
      'x-tug-delivery': id,
      ...(key ? { 'x-tug-signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` } : {}),
    },
    body,
    about: '',
  };
}

const titles: Readonly<Record<News['kind'], string>> = {
  deploying: 'is being deployed',
  deployed: 'is deployed',
  failed: 'has failed',
  drift: 'has drifted',
  held: 'is held',
};

export function slack(news: News, to: Notification, secret: SecretData | undefined): Message {
  const { kind, app, revision, message } = news;
  const at =
    revision === '' ? '' : ` at ${/^[0-9a-f]{40,}$/.test(revision) ? revision.slice(0, 12) : oneLine(revision, 100)}`;
  const said = message === '' ? '' : `: ${oneLine(message)}`;
  const text = `${app.namespace}/${app.name} ${titles[kind]}${escaped(`${at}${said}`)}`;
  return { url: targetUrl(to, secret), headers: json, body: JSON.stringify({ text }), about: '' };
}

/** The three characters that Slack reads as markup: no message can mention everybody, or hide a link. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The Secret's has the say: such a URL is often a secret itself. */
function targetUrl(to: Notification, secret: SecretData | undefined): URL {
  const url = secretText(secret, 'url') ?? to.url;
  if (url !== undefined) return webUrl(url, 'spec.notify');
  throw new Problem('InvalidSpec', `a ${to.type} needs a URL`, {
    where: 'spec.notify',
    hint: 'give it as url, or as the key url of the Secret that secretRef names',
  });
}
