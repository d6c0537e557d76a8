import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../lib/errors.ts';
import { isForbidden } from './addresses.ts';
import { commitStatus } from './commit-status.ts';
import type { Forge } from './forges.ts';
import { outcomeOf } from './outcome.ts';
import { repositoryOf } from './repository.ts';
import type { News, Notification } from './types.ts';
import { slack, webhook } from './webhook.ts';

const sha = '1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c';
const news: News = {
  kind: 'deployed',
  app: { namespace: 'team', name: 'shop' },
  revision: sha,
  repository: 'https://git.example/org/shop.git',
  release: 7,
  message: 'all 4 objects are healthy',
  when: '2026-01-01T00:00:00Z',
};
const secret = {
  token: Buffer.from('s3cret\n'),
  hmacKey: Buffer.from('k'),
  url: Buffer.from('https://hooks.example/T/B/x\n'),
};
const to = (type: Notification['type'], url?: string): Notification => ({
  type,
  events: ['deployed', 'failed'],
  secretRef: { name: 'n' },
  ...(url === undefined ? {} : { url }),
});

describe('the repository a URL names', () => {
  test.each([
    ['https://git.example/org/shop.git', 'https://git.example', 'org/shop'],
    ['https://user:pw@git.example:3000/org/shop', 'https://git.example:3000', 'org/shop'],
    ['http://git.example/sub/org/shop/', 'http://git.example', 'sub/org/shop'],
    ['ssh://git@git.example:2222/org/shop.git', 'https://git.example', 'org/shop'],
    ['git@git.example:org/shop.git', 'https://git.example', 'org/shop'],
    ['git.example:org/shop.git', 'https://git.example', 'org/shop'],
    ['git@git.example:group/sub/shop', 'https://git.example', 'group/sub/shop'],
    ['git://git.example/org/shop.git', 'https://git.example', 'org/shop'],
    ['git@[fd00::1]:org/shop', 'https://[fd00::1]', 'org/shop'],
  ])('%s', (url, origin, path) => {
    expect(repositoryOf(url)).toMatchObject({ origin, path });
  });

  test.each([
    '',
    '/srv/git/shop.git',
    'file:///srv/git/shop.git',
    'https://git.example/shop',
    'oci://r.example/org/shop',
    'shop',
  ])('%s names none', (url) => {
    expect(repositoryOf(url)).toBeUndefined();
  });

  test('whatever a URL is, reading it throws nothing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl()), (url) => repositoryOf(url)?.path !== ''));
    expect(repositoryOf('https://git.example/%zz/shop')?.path).toBe('%zz/shop');
  });
});

describe('where a commit status goes', () => {
  const url = (forge: Forge, repository: string, api?: string): string | undefined =>
    commitStatus({ ...news, repository }, forge, to(forge, api), secret)?.url.href.replace(sha, 'SHA');

  test.each<[Forge, string, string | undefined, string]>([
    ['github', 'git@github.com:org/shop.git', undefined, 'https://api.github.com/repos/org/shop/statuses/SHA'],
    [
      'github',
      'ssh://git@ssh.github.com:443/org/shop.git',
      undefined,
      'https://api.github.com/repos/org/shop/statuses/SHA',
    ],
    ['github', 'https://git.example/org/shop', undefined, 'https://git.example/api/v3/repos/org/shop/statuses/SHA'],
    [
      'github',
      'https://github.com/org/shop',
      'https://api.github.com',
      'https://api.github.com/repos/org/shop/statuses/SHA',
    ],
    [
      'gitlab',
      'https://git.example:8443/g/sub/shop.git',
      undefined,
      'https://git.example:8443/api/v4/projects/g%2Fsub%2Fshop/statuses/SHA',
    ],
    [
      'gitlab',
      'https://git.example/gitlab/g/shop',
      'https://git.example/gitlab',
      'https://git.example/gitlab/api/v4/projects/g%2Fshop/statuses/SHA',
    ],
    [
      'gitlab',
      'git@git.example:g/shop',
      'https://api.git.example/api/v4/',
      'https://api.git.example/api/v4/projects/g%2Fshop/statuses/SHA',
    ],
    [
      'gitea',
      'http://git.example:3000/org/shop.git',
      undefined,
      'http://git.example:3000/api/v1/repos/org/shop/statuses/SHA',
    ],
    [
      'gitea',
      'https://git.example/forge/org/shop',
      'https://git.example/forge/api/v1',
      'https://git.example/forge/api/v1/repos/org/shop/statuses/SHA',
    ],
    ['gitea', 'https://git.example/org/a%20b', undefined, 'https://git.example/api/v1/repos/org/a%20b/statuses/SHA'],
  ])('%s of %s (%s)', (forge, repository, api, expected) => {
    expect(url(forge, repository, api)).toBe(expected);
  });

  test('each server gets its own words and its own way to carry a token', () => {
    const message = (forge: Forge, kind: News['kind']) => {
      const sent = commitStatus({ ...news, kind }, forge, to(forge), secret);
      return { body: JSON.parse(sent?.body ?? 'null') as object, headers: sent?.headers };
    };
    expect(message('github', 'failed').body).toEqual({
      state: 'failure',
      context: 'tug/team/shop',
      description: 'all 4 objects are healthy',
    });
    expect(message('gitlab', 'failed').body).toMatchObject({ state: 'failed' });
    expect(message('gitea', 'deploying').body).toMatchObject({ state: 'pending' });
    expect(message('gitea', 'held').body).toMatchObject({
      state: 'pending',
      description: 'held: all 4 objects are healthy',
    });
    expect(message('github', 'deployed').headers).toMatchObject({ authorization: 'Bearer s3cret' });
    expect(message('gitlab', 'deployed').headers).toMatchObject({ 'private-token': 's3cret' });
    expect(message('gitea', 'deployed').headers).toMatchObject({ authorization: 'token s3cret' });
  });

  test('drift, and a revision that is no commit, say nothing about a commit', () => {
    expect(commitStatus({ ...news, kind: 'drift' }, 'github', to('github'), secret)).toBeUndefined();
    expect(commitStatus({ ...news, revision: '1.2.3' }, 'github', to('github'), secret)).toBeUndefined();
  });

  test('a long message fits', () => {
    const sent = commitStatus({ ...news, message: 'é'.repeat(500) }, 'github', to('github'), secret);
    const { description } = JSON.parse(sent?.body ?? '{}') as { description: string };
    expect(description.length).toBeLessThanOrEqual(140);
    expect(description.endsWith('…')).toBe(true);
  });

  test.each([
    [{ repository: undefined }, secret, /needs a Git source/],
    [{ repository: '/srv/git' }, secret, /needs a Git source/],
    [{}, undefined, /needs a token/],
    [{}, { token: Buffer.from('a\r\nx-evil: 1') }, /needs a token/],
  ])('what is missing is said: %#', (change, secret, said) => {
    expect(() => commitStatus({ ...news, ...change }, 'gitea', to('gitea'), secret)).toThrow(said);
  });
});

describe('webhooks and messages', () => {
  test('a webhook is signed over its very bytes and carries an id that is the same each time', () => {
    const first = webhook(news, to('webhook', 'https://other.example'), secret);
    const again = webhook(news, to('webhook'), secret);
    expect(first.url.href).toBe('https://hooks.example/T/B/x');
    expect(first.headers['x-tug-signature']).toBe(
      `sha256=${createHmac('sha256', 'k').update(first.body).digest('hex')}`,
    );
    expect(again.headers['x-tug-delivery']).toBe(first.headers['x-tug-delivery']);
    expect(webhook({ ...news, release: 8 }, to('webhook'), secret).headers['x-tug-delivery']).not.toBe(
      first.headers['x-tug-delivery'],
    );
    expect(JSON.parse(first.body)).toEqual({
      id: first.headers['x-tug-delivery'],
      kind: 'deployed',
      app: { namespace: 'team', name: 'shop' },
      revision: sha,
      repository: 'https://git.example/org/shop.git',
      release: 7,
      message: 'all 4 objects are healthy',
      when: '2026-01-01T00:00:00Z',
    });
  });

  test('without a key there is no signature, and no password of a repository goes out', () => {
    const message = webhook(
      { ...news, repository: 'https://u:pw@git.example/o/s?x=1' },
      to('webhook', 'http://h.example/'),
      undefined,
    );
    expect(message.headers).not.toHaveProperty('x-tug-signature');
    expect(message.body).toContain('"https://git.example/o/s"');
  });

  test('a message for Slack cannot mention everybody', () => {
    const { body } = slack(
      { ...news, kind: 'failed', message: '<!channel> & <https://x.example|here>' },
      to('slack'),
      secret,
    );
    expect(JSON.parse(body)).toEqual({
      text: 'team/shop has failed at 1f2e3d4c5b6a: &lt;!channel&gt; &amp; &lt;https://x.example|here&gt;',
    });
  });

  test.each(['ftp://x.example', 'hooks.example/x', '/x', 'javascript:1'])('%s is no address for news', (url) => {
    expect(() => webhook(news, to('webhook', url), undefined)).toThrow(/none of http or https/);
    expect(() => webhook(news, to('webhook'), undefined)).toThrow(/needs a URL/);
  });
});

describe('addresses', () => {
  test.each([
    '169.254.169.254',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    'fe80::1',
    'febf::1',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    '100.100.100.200',
    'fd00:ec2::254',
    '64:ff9b::a9fe:a9fe',
    'ff02::1',
  ])('%s is never called', (address) => {
    expect(isForbidden(address, { loopback: true })).toBe(true);
    expect(isForbidden(address, { loopback: false })).toBe(true);
  });

  test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('%s only where it is allowed', (address) => {
    expect(isForbidden(address, { loopback: true })).toBe(false);
    expect(isForbidden(address, { loopback: false })).toBe(true);
  });

  test.each(['10.0.0.1', '192.168.1.1', '172.16.0.1', '1.1.1.1', 'fd00::1', '2001:db8::1'])('%s may be', (address) => {
    expect(isForbidden(address, { loopback: false })).toBe(false);
  });
});

describe('what an answer means', () => {
  const now = Date.UTC(2026, 0, 1);
  const message = {
    url: new URL('https://h.example/secret'),
    headers: {},
    body: '',
    about: '',
    already: /cannot transition/i,
  };
  const outcome = (status: number, headers = {}, body = '') => outcomeOf({ status, headers, body }, message, now);

  test.each([
    [200, {}, '', 'told'],
    [201, {}, '', 'told'],
    [400, {}, 'Cannot transition status via :enqueue', 'told'],
    [400, {}, 'no', 'refused'],
    [301, {}, '', 'refused'],
    [401, {}, '', 'refused'],
    [403, {}, '', 'refused'],
    [404, {}, '', 'refused'],
    [422, {}, '', 'refused'],
    [403, { 'retry-after': '60' }, '', 'again'],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 + 90) }, '', 'again'],
    [408, {}, '', 'again'],
    [429, {}, '', 'again'],
    [500, {}, '', 'again'],
    [503, {}, '', 'again'],
  ])('%i %o %s: %s', (status, headers, body, kind) => {
    expect(outcome(status, headers, body).kind).toBe(kind);
  });

  test.each([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60_000],
    [{ 'retry-after': '99999999' }, 3_600_000],
    [{ 'retry-after': '-5' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 + 90) }, 90_000],
    [{ 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': String(now / 1_000 + 90) }, undefined],
  ])('%o asks for %s ms', (headers, afterMs) => {
    expect(outcome(429, headers)).toMatchObject({ kind: 'again' });
    expect((outcome(429, headers) as { afterMs?: number }).afterMs).toBe(afterMs);
  });

  test('trouble names the host and nothing else of the URL', () => {
    const refused = outcome(404);
    expect(refused.kind === 'refused' && refused.problem).toBeInstanceOf(Problem);
    expect(refused.kind === 'refused' && refused.problem.message).toBe('h.example answers 404');
  });
});
