import { createHmac } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { handleHook, type HookAnswer, type HookHeaders, hookProviders, maxHookBytes } from './index.ts';

const secret = Buffer.from('s3cret');

interface Sent {
  readonly provider: string;
  readonly headers: HookHeaders;
  readonly body: unknown;
}

const hmac = (body: string | Buffer, key: Uint8Array = secret): string =>
  createHmac('sha256', key).update(body).digest('hex');
const prefixed = (body: string): string => `sha256=${hmac(body)}`;

/** How each sender proves that it knows the secret. */
const proofs: Readonly<Record<string, (body: string) => HookHeaders>> = {
  github: (body) => ({ 'x-hub-signature-256': prefixed(body) }),
  gitlab: () => ({ 'x-gitlab-token': 's3cret' }),
  gitea: (body) => ({ 'x-gitea-signature': hmac(body) }),
  forgejo: (body) => ({ 'x-forgejo-signature': hmac(body), 'x-gitea-signature': hmac(body) }),
  bitbucket: (body) => ({ 'x-hub-signature': prefixed(body) }),
  harbor: () => ({ authorization: 's3cret' }),
  distribution: () => ({ authorization: 'Bearer s3cret' }),
  generic: (body) => ({ 'x-signature': prefixed(body) }),
};

function deliver({ provider, headers, body }: Sent, key: Uint8Array = secret): HookAnswer & { urls: string[] } {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const urls: string[] = [];
  const answer = handleHook(provider, { ...proofs[provider]?.(text), ...headers }, Buffer.from(text), key, (hint) => {
    urls.push(...hint.urls);
    return 2;
  });
  return { ...answer, urls };
}

const githubRepository = {
  id: 1,
  full_name: 'acme/shop',
  html_url: 'https://github.example/acme/shop',
  git_url: 'git://github.example/acme/shop.git',
  ssh_url: 'git@github.example:acme/shop.git',
  clone_url: 'https://github.example/acme/shop.git',
};
const githubUrls = [
  githubRepository.clone_url,
  githubRepository.ssh_url,
  githubRepository.git_url,
  githubRepository.html_url,
];
const gitlabProject = {
  web_url: 'https://gitlab.example/acme/shop',
  git_ssh_url: 'git@gitlab.example:acme/shop.git',
  git_http_url: 'https://gitlab.example/acme/shop.git',
};
const gitlabUrls = [gitlabProject.git_http_url, gitlabProject.git_ssh_url, gitlabProject.web_url];
const giteaRepository = {
  html_url: 'https://git.example:3000/acme/shop',
  ssh_url: 'ssh://git@git.example:22/acme/shop.git',
  clone_url: 'https://git.example:3000/acme/shop.git',
};
const giteaUrls = [giteaRepository.clone_url, giteaRepository.ssh_url, giteaRepository.html_url];
const push = { ref: 'refs/heads/main', before: '0'.repeat(40), after: 'a'.repeat(40), commits: [] };
const digest = `sha256:${'c'.repeat(64)}`;

const changes: readonly [string, Sent, readonly string[]][] = [
  [
    'GitHub: a push',
    { provider: 'github', headers: { 'x-github-event': 'push' }, body: { ...push, repository: githubRepository } },
    githubUrls,
  ],
  [
    'GitHub: a new tag',
    {
      provider: 'github',
      headers: { 'x-github-event': 'create' },
      body: { ref: 'v1', ref_type: 'tag', repository: githubRepository },
    },
    githubUrls,
  ],
  [
    'GitHub: an image in its registry',
    {
      provider: 'github',
      headers: { 'x-github-event': 'registry_package' },
      body: {
        action: 'published',
        registry_package: {
          package_type: 'CONTAINER',
          package_version: { package_url: 'ghcr.example/acme/shop-deploy:v1' },
        },
        repository: githubRepository,
      },
    },
    [...githubUrls, 'oci://ghcr.example/acme/shop-deploy'],
  ],
  [
    'GitLab: a push',
    {
      provider: 'gitlab',
      headers: { 'x-gitlab-event': 'Push Hook' },
      body: {
        object_kind: 'push',
        event_name: 'push',
        ...push,
        project: gitlabProject,
        repository: { ...gitlabProject, homepage: gitlabProject.web_url },
      },
    },
    gitlabUrls,
  ],
  [
    'GitLab: a tag, told by a system hook',
    {
      provider: 'gitlab',
      headers: { 'x-gitlab-event': 'System Hook' },
      body: { event_name: 'tag_push', project: gitlabProject },
    },
    gitlabUrls,
  ],
  [
    'Gitea: a push',
    { provider: 'gitea', headers: { 'x-gitea-event': 'push' }, body: { ...push, repository: giteaRepository } },
    giteaUrls,
  ],
  [
    'Gitea: an image in its registry',
    {
      provider: 'gitea',
      headers: { 'x-gitea-event': 'package' },
      body: {
        action: 'created',
        repository: null,
        package: {
          owner: { login: 'Acme' },
          type: 'container',
          name: 'shop/deploy',
          version: 'v1',
          html_url: 'https://git.example:3000/Acme/-/packages/container/shop%2Fdeploy/v1',
        },
      },
    },
    ['oci://git.example:3000/acme/shop/deploy'],
  ],
  [
    'Forgejo: a deleted branch',
    { provider: 'forgejo', headers: { 'x-forgejo-event': 'delete' }, body: { repository: giteaRepository } },
    giteaUrls,
  ],
  [
    'Bitbucket Cloud: a push',
    {
      provider: 'bitbucket',
      headers: { 'x-event-key': 'repo:push' },
      body: {
        push: { changes: [{ new: { type: 'branch', name: 'main' } }] },
        repository: {
          full_name: 'acme/shop',
          links: {
            self: { href: 'https://api.bitbucket.example/2.0/repositories/acme/shop' },
            html: { href: 'https://bitbucket.example/acme/shop' },
          },
        },
      },
    },
    ['https://bitbucket.example/acme/shop', 'git@bitbucket.example:acme/shop.git'],
  ],
  [
    'Bitbucket Data Center: a push',
    {
      provider: 'bitbucket',
      headers: { 'x-event-key': 'repo:refs_changed' },
      body: {
        eventKey: 'repo:refs_changed',
        repository: {
          slug: 'shop',
          project: { key: 'ACME' },
          links: {
            clone: [
              { href: 'ssh://git@bitbucket.example:7999/acme/shop.git', name: 'ssh' },
              { href: 'https://bitbucket.example/scm/acme/shop.git', name: 'http' },
            ],
          },
        },
        changes: [{ ref: { id: 'refs/heads/main' } }],
      },
    },
    ['ssh://git@bitbucket.example:7999/acme/shop.git', 'https://bitbucket.example/scm/acme/shop.git'],
  ],
  [
    'Harbor: a push',
    {
      provider: 'harbor',
      headers: {},
      body: {
        type: 'PUSH_ARTIFACT',
        occur_at: 1,
        operator: 'ci',
        event_data: {
          resources: [{ digest, tag: 'v1', resource_url: 'harbor.example:8443/acme/shop:v1' }],
          repository: { name: 'shop', namespace: 'acme', repo_full_name: 'acme/shop', repo_type: 'private' },
        },
      },
    },
    ['oci://harbor.example:8443/acme/shop'],
  ],
  [
    'Harbor: a push as CloudEvent',
    {
      provider: 'harbor',
      headers: {},
      body: {
        specversion: '1.0',
        type: 'harbor.artifact.pushed',
        data: { resources: [{ digest, resource_url: `harbor.example/acme/shop@${digest}` }] },
      },
    },
    ['oci://harbor.example/acme/shop'],
  ],
  [
    'Harbor: a replication',
    {
      provider: 'harbor',
      headers: {},
      body: {
        type: 'REPLICATION',
        event_data: {
          replication: {
            harbor_hostname: 'harbor.example',
            dest_resource: { namespace: 'acme' },
            successful_artifact: [{ type: 'image', name_tag: 'shop [1 item(s) in total]' }],
          },
        },
      },
    },
    ['oci://harbor.example/acme/shop'],
  ],
  [
    'distribution: a push of a manifest among blobs and pulls',
    {
      provider: 'distribution',
      headers: {},
      body: {
        events: [
          {
            action: 'push',
            target: { mediaType: 'application/octet-stream', repository: 'acme/other' },
            request: { host: 'r.example' },
          },
          {
            action: 'pull',
            target: { mediaType: 'application/vnd.oci.image.manifest.v1+json', repository: 'acme/read' },
            request: { host: 'r.example' },
          },
          {
            action: 'push',
            target: {
              mediaType: 'application/vnd.oci.image.manifest.v1+json',
              repository: 'acme/shop',
              tag: 'v1',
              url: `http://inner.example:5000/v2/acme/shop/manifests/${digest}`,
            },
            request: { host: 'r.example' },
          },
        ],
      },
    },
    ['oci://r.example/acme/shop', 'oci://inner.example:5000/acme/shop'],
  ],
  [
    'anything that signs',
    { provider: 'generic', headers: {}, body: { urls: ['https://git.example/x.git', 7, 'oci://r.example/x'] } },
    ['https://git.example/x.git', 'oci://r.example/x'],
  ],
];

test.each(changes)('%s is a hint to look at every form of the URL', (_, sent, urls) => {
  expect(deliver(sent)).toEqual({ status: 200, message: 'sources looked at: 2', urls });
});

test.each(changes)('%s is refused without the secret, with another one, and when none is set', (_, sent) => {
  const text = JSON.stringify(sent.body);
  const hint = vi.fn<() => number>();
  const refused = { status: 401, message: 'not authorized' };
  expect(handleHook(sent.provider, sent.headers, Buffer.from(text), secret, hint)).toEqual(refused);
  for (const other of ['', 's3creT', 's3cret ', 's3cre']) {
    expect(deliver(sent, Buffer.from(other))).toEqual({ ...refused, urls: [] });
  }
  const empty = {
    authorization: '',
    'x-gitlab-token': '',
    'x-hub-signature-256': `sha256=${hmac(text, Buffer.from(''))}`,
  };
  expect(handleHook(sent.provider, empty, Buffer.from(text), Buffer.alloc(0), hint)).toEqual(refused);
  expect(hint).not.toHaveBeenCalled();
});

test.each(['github', 'gitea', 'bitbucket', 'generic'])('a signature of %s is of the very bytes', (provider) => {
  const body = '{"repository": {}}';
  const headers = proofs[provider]?.(body) ?? {};
  const hint = vi.fn<() => number>();
  expect(handleHook(provider, headers, Buffer.from(`${body} `), secret, hint).status).toBe(401);
  const cut = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value).slice(0, -2)]));
  expect(handleHook(provider, cut, Buffer.from(body), secret, hint).status).toBe(401);
  const doubled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [String(value), 'x']]));
  expect(handleHook(provider, doubled, Buffer.from(body), secret, hint).status).toBe(401);
});

test.each([
  ['harbor', 's3cret', 200],
  ['harbor', 'Bearer s3cret', 200],
  ['distribution', `Basic ${Buffer.from('hook:s3cret').toString('base64')}`, 200],
  ['distribution', 's3cret', 200],
  ['distribution', `Basic ${Buffer.from('s3cret:x').toString('base64')}`, 401],
  ['distribution', 'Basic s3cret', 401],
  ['distribution', 'Digest s3cret', 401],
])('%s with Authorization: %s is answered %#', (provider, authorization, status) => {
  const sent = changes.find(([, each]) => each.provider === provider)?.[1];
  expect(deliver({ provider, headers: { authorization }, body: sent?.body }).status).toBe(status);
});

test.each<[string, Sent]>([
  ['GitHub', { provider: 'github', headers: { 'x-github-event': 'ping' }, body: { zen: 'x', hook_id: 1 } }],
  ['Bitbucket', { provider: 'bitbucket', headers: { 'x-event-key': 'diagnostics:ping' }, body: { test: true } }],
  ['generic', { provider: 'generic', headers: {}, body: {} }],
])('a ping of %s is answered and causes no look', (_, sent) => {
  expect(deliver(sent)).toEqual({ status: 200, message: 'pong', urls: [] });
});

test.each<[string, Sent, string]>([
  ['GitHub', { provider: 'github', headers: { 'x-github-event': 'star' }, body: {} }, 'star'],
  ['GitLab', { provider: 'gitlab', headers: { 'x-gitlab-event': 'Note Hook' }, body: { object_kind: 'note' } }, 'note'],
  ['Gitea', { provider: 'gitea', headers: { 'x-gitea-event': 'issues' }, body: {} }, 'issues'],
  ['Bitbucket', { provider: 'bitbucket', headers: { 'x-event-key': 'pr:opened' }, body: {} }, 'pr:opened'],
  ['Harbor', { provider: 'harbor', headers: {}, body: { type: 'SCANNING_COMPLETED' } }, 'SCANNING_COMPLETED'],
  ['distribution', { provider: 'distribution', headers: {}, body: { events: [{ action: 'pull' }] } }, 'pull'],
  [
    'a push that names nothing',
    { provider: 'github', headers: { 'x-github-event': 'push' }, body: [] },
    'it names no repository',
  ],
  [
    'an old Bitbucket Data Center',
    { provider: 'bitbucket', headers: { 'x-event-key': 'repo:refs_changed' }, body: { repository: { slug: 'x' } } },
    'it names no repository',
  ],
  ['an event without a name', { provider: 'harbor', headers: {}, body: 7 }, 'it names no event'],
])('%s: other events are ignored', (_, sent, event) => {
  expect(deliver(sent)).toEqual({ status: 202, message: `ignored: ${event}`, urls: [] });
});

test.each([
  ['an unknown sender', 'sourceforge', '{}', 404],
  ['a name of every object', 'constructor', '{}', 404],
  ['no JSON', 'github', 'payload=%7B%7D', 400],
  ['a cut body', 'generic', '{"urls": ["', 400],
  ['a deep body', 'generic', `${'['.repeat(65)}${']'.repeat(65)}`, 400],
  ['a very deep body', 'github', '['.repeat(2 ** 19), 400],
  ['a large body', 'generic', `"${'x'.repeat(maxHookBytes)}"`, 413],
])('%s is refused', (_, provider, body, status) => {
  expect(deliver({ provider, headers: { 'x-github-event': 'push' }, body }).status).toBe(status);
});

test('brackets inside of strings are no depth', () => {
  const body = { urls: ['https://x.example', `${'[{'.repeat(100)}\\"`] };
  expect(deliver({ provider: 'generic', headers: {}, body }).urls).toEqual(body.urls);
});

test('a flood of URLs is cut', () => {
  const urls = ['x'.repeat(3_000), ...Array.from({ length: 1_000 }, (_, index) => `https://x.example/${index}`)];
  expect(deliver({ provider: 'generic', headers: {}, body: { urls } }).urls).toHaveLength(200);
});

test('every sender has its proof tested here', () => {
  expect(hookProviders.toSorted()).toEqual(Object.keys(proofs).toSorted());
});
