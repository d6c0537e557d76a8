import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect, type ConnectOptions } from './connect.ts';

const fixtures = join(import.meta.dirname, 'testing/certificates');

function folder(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

function config(
  user = '{token: abc}',
  cluster = '{server: "https://k8s.example"}',
  context = '{cluster: c, user: me}',
): string {
  return `current-context: main
contexts: [{name: main, context: ${context}}]
clusters: [{name: c, cluster: ${cluster}}]
users: [{name: me, user: ${user}}]`;
}

async function problemOf(
  options: ConnectOptions,
): Promise<{ code: string; message: string; where: string; hint: string }> {
  return connect(options).then(
    () => expect.unreachable('it connected'),
    (error: unknown) => error as { code: string; message: string; where: string; hint: string },
  );
}

test('reads the file named, wherever $KUBECONFIG points', async () => {
  const directory = folder({ a: config(), b: config('{}', '{server: "https://other"}') });
  const api = await connect({ kubeconfig: join(directory, 'a'), env: { KUBECONFIG: join(directory, 'b') } });
  expect(api).toMatchObject({ server: 'https://k8s.example', context: 'main', namespace: 'default' });
});

test('merges the files of $KUBECONFIG and passes over those that do not exist', async () => {
  const directory = folder({
    contexts: 'current-context: x\ncontexts: [{name: x, context: {cluster: c, user: me, namespace: shop}}]',
    rest: config(),
  });
  const KUBECONFIG = ['contexts', 'missing', 'rest'].map((name) => join(directory, name)).join(delimiter);
  expect(await connect({ env: { KUBECONFIG } })).toMatchObject({ context: 'x', namespace: 'shop' });
});

test('falls back to ~/.kube/config', async () => {
  const home = folder({});
  mkdirSync(join(home, '.kube'));
  writeFileSync(join(home, '.kube/config'), config());
  expect((await connect({ env: { HOME: home } })).context).toBe('main');
});

test('a server and a token need no file at all', async () => {
  const api = await connect({ server: 'https://k8s.example', token: 'abc', env: { HOME: '/nonexistent' } });
  expect(api.server).toBe('https://k8s.example');
});

test('paths in a kubeconfig are relative to it, not to where the command runs', async () => {
  const directory = folder({
    'ca.crt': readFileSync(join(fixtures, 'ca.crt'), 'utf8'),
    'me.crt': readFileSync(join(fixtures, 'client.crt'), 'utf8'),
    'me.key': readFileSync(join(fixtures, 'client.key'), 'utf8'),
    config: config(
      '{client-certificate: me.crt, client-key: ./me.key}',
      '{server: "https://x", certificate-authority: ca.crt}',
    ),
  });
  await expect(connect({ kubeconfig: join(directory, 'config') })).resolves.toBeDefined();
});

test('a $KUBECONFIG that names nothing is an error even inside a cluster', async () => {
  const problem = await problemOf({ env: { KUBECONFIG: '/nonexistent/config', KUBERNETES_SERVICE_HOST: '10.0.0.1' } });
  expect(problem).toMatchObject({
    code: 'InvalidKubeconfig',
    message: 'the file named by $KUBECONFIG does not exist',
    where: '/nonexistent/config',
  });
});

const pem = (name: string): string => Buffer.from(readFileSync(join(fixtures, name))).toString('base64');

test.for([
  ['a server that is missing', config('{}', '{}'), 'the cluster "c" has no server'],
  ['a server that is no URL', config('{}', '{server: "ftp://x"}'), 'the server "ftp://x" is no http or https URL'],
  ['no current-context', 'contexts: [{name: a, context: {}}]', 'the kubeconfig has no current-context'],
  [
    'a current-context that is not defined',
    config().replace('main', 'gone'),
    'current-context names the context "gone", which is not defined',
  ],
  ['a context without a cluster', config('{}', '{}', '{user: me}'), 'the context "main" names no cluster'],
  [
    'a context with an unknown cluster',
    config('{}', '{}', '{cluster: d}'),
    'the context "main" names the cluster "d", which is not defined',
  ],
  [
    'a context with an unknown user',
    config('{}', '{server: x}', '{cluster: c, user: you}'),
    'the context "main" names the user "you", which is not defined',
  ],
  ['an empty file', '', 'the kubeconfig is empty'],
  [
    'bad base64',
    config('{}', '{server: x, certificate-authority-data: "%%%"}'),
    'certificate-authority-data is not valid base64',
  ],
  [
    'base64 that holds no PEM',
    config('{}', '{server: x, certificate-authority-data: aGVsbG8=}'),
    'certificate-authority holds no PEM certificate',
  ],
  [
    'a broken certificate',
    config(
      '{}',
      `{server: x, certificate-authority-data: ${Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----').toString('base64')}}`,
    ),
    'certificate-authority holds a certificate that cannot be decoded',
  ],
  [
    'a key without a certificate',
    config(`{client-key-data: ${pem('client.key')}}`),
    'client-key is set but client-certificate is not',
  ],
  [
    'a certificate without a key',
    config(`{client-certificate-data: ${pem('client.crt')}}`),
    'client-certificate is set but client-key is not',
  ],
  [
    'a key of another certificate',
    config(`{client-certificate-data: ${pem('client.crt')}, client-key-data: ${pem('server.key')}}`),
    'client-certificate and client-key do not belong together',
  ],
  [
    'a key that is no key',
    config(`{client-certificate-data: ${pem('client.crt')}, client-key-data: ${pem('client.crt')}}`),
    'client-key holds no readable PEM private key',
  ],
  [
    'a missing certificate file',
    config('{}', '{server: x, certificate-authority: /nonexistent/ca}'),
    'the file of certificate-authority /nonexistent/ca does not exist',
  ],
  [
    'a directory for a file',
    config('{}', '{server: x, certificate-authority: /tmp}'),
    'the file of certificate-authority /tmp is a directory, not a file',
  ],
  [
    'a missing token file',
    config('{tokenFile: /nonexistent/token}'),
    'the token file /nonexistent/token does not exist',
  ],
  [
    'a token with a line break',
    config(String.raw`{token: "a\nb"}`),
    'the token holds characters no HTTP header can carry',
  ],
  ['a removed auth-provider', config('{auth-provider: {name: gcp}}'), 'the auth-provider "gcp" is not supported'],
  ['groups without a user', config('{as-groups: [a]}'), 'as-groups, as-uid and as-user-extra need "as"'],
  [
    'an authority that is not to be used',
    config('{}', `{server: x, insecure-skip-tls-verify: true, certificate-authority-data: ${pem('ca.crt')}}`),
    'insecure-skip-tls-verify and certificate-authority exclude each other',
  ],
  [
    'a proxy of an unknown kind',
    config('{}', '{server: x, proxy-url: "gopher://p"}'),
    'the proxy is no http, https or socks5 URL',
  ],
] as const)('%s is one sentence with its place and a hint', async ([, text, message]) => {
  const file = join(folder({ config: text }), 'config');
  const problem = await problemOf({ kubeconfig: file, env: {} });
  expect(problem).toMatchObject({ code: 'InvalidKubeconfig', message, hint: expect.any(String) as string });
  expect(problem.where === '' ? 'nowhere' : problem.where).not.toBe('nowhere');
});

test('a context that was asked for and is not there lists those that are', async () => {
  const file = join(folder({ config: config() }), 'config');
  expect(await problemOf({ kubeconfig: file, context: 'prod' })).toMatchObject({
    message: 'there is no context "prod" in the kubeconfig',
    hint: 'choose one with --context; defined: main',
  });
});

test('a kubeconfig that is missing, a directory or unreadable says so', async () => {
  const directory = folder({ secret: config() });
  expect((await problemOf({ kubeconfig: join(directory, 'nope') })).message).toContain('does not exist');
  expect((await problemOf({ kubeconfig: directory })).message).toContain('is a directory, not a file');
  chmodSync(join(directory, 'secret'), 0);
  if (process.getuid?.() !== 0) {
    expect((await problemOf({ kubeconfig: join(directory, 'secret') })).message).toContain('permission denied');
  }
});

test('groups to act with need a user to act as', async () => {
  const file = join(folder({ config: config() }), 'config');
  expect(await problemOf({ kubeconfig: file, asGroups: ['a'] })).toMatchObject({ code: 'Usage' });
});
