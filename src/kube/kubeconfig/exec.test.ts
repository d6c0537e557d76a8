import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { execCredentials } from './exec.ts';
import { parseKubeconfig } from './parse.ts';

const apiVersion = 'client.authentication.k8s.io/v1';
const answered = (status: object): string => JSON.stringify({ kind: 'ExecCredential', apiVersion, status });

interface Plugin {
  readonly directory: string;
  readonly calls: () => number;
  readonly time: { now: number };
  readonly ask: ReturnType<typeof execCredentials>;
}

/** A real plugin: a shell script beside its kubeconfig. It counts its runs and keeps the KUBERNETES_EXEC_INFO of the last. */
function plugin(body: string, exec = '', cluster = '{server: "https://k8s.example"}'): Plugin {
  const directory = mkdtempSync(join(tmpdir(), 'exec-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const script = join(directory, 'plugin');
  writeFileSync(
    script,
    `#!/bin/sh\ncd "$(dirname "$0")"\necho >> calls\nprintf %s "$KUBERNETES_EXEC_INFO" > info\n${body}\n`,
  );
  chmodSync(script, 0o755);
  writeFileSync(join(directory, 'calls'), '');
  const text = `clusters: [{name: c, cluster: ${cluster}}]
users: [{name: me, user: {exec: {apiVersion: ${apiVersion}, command: ./plugin, interactiveMode: Never ${exec}}}}]`;
  const config = parseKubeconfig(text, join(directory, 'config'));
  const [user, found] = [config.users[0], config.clusters[0]];
  if (!user?.value.exec || !found) throw new Error('the kubeconfig of this test is wrong');
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now, sleep: () => Promise.resolve() };
  return {
    directory,
    time,
    calls: () => readFileSync(join(directory, 'calls'), 'utf8').length,
    ask: execCredentials({ entry: user.value.exec, user, cluster: found, clock, env: process.env }),
  };
}

test('a token is kept until shortly before it expires, and asked for once for all callers', async () => {
  const expires = new Date(1_000_000 + 60_000).toISOString();
  const { ask, calls, time } = plugin(`echo '${answered({ token: 'abc', expirationTimestamp: expires })}'`);
  const [first] = await Promise.all([ask.current(), ask.current(), ask.current()]);
  expect(first).toEqual({ authorization: 'Bearer abc', certificate: undefined });
  time.now += 49_000;
  await ask.current();
  expect(calls()).toBe(1);
  time.now += 2_000;
  await ask.current();
  expect(calls()).toBe(2);
});

test('a token the server rejects is asked for anew, but not again within the same second', async () => {
  const { ask, calls, time } = plugin(`echo '${answered({ token: 'abc' })}'`);
  await ask.current();
  expect(ask.rejected()).toBe(false);
  time.now += 5_000;
  expect(ask.rejected()).toBe(true);
  await ask.current();
  expect(calls()).toBe(2);
});

test('args and env reach the plugin, and the cluster when it asks for it', async () => {
  const { ask, directory } = plugin(
    String.raw`printf '{"kind":"ExecCredential","apiVersion":"${apiVersion}","status":{"token":"%s-%s"}}' "$1" "$ZONE"`,
    ', args: [one], env: [{name: ZONE, value: b}], provideClusterInfo: true',
    '{server: "https://k8s.example", tls-server-name: inner, extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]}',
  );
  expect((await ask.current()).authorization).toBe('Bearer one-b');
  expect(JSON.parse(readFileSync(join(directory, 'info'), 'utf8'))).toEqual({
    kind: 'ExecCredential',
    apiVersion,
    spec: {
      interactive: false,
      cluster: { server: 'https://k8s.example', 'tls-server-name': 'inner', config: { audience: 'x' } },
    },
  });
});

test('a plugin may answer with a client certificate', async () => {
  const fixtures = join(import.meta.dirname, '../testing/certificates');
  const [cert, key] = ['client.crt', 'client.key'].map((name) => readFileSync(join(fixtures, name), 'utf8'));
  const { ask, directory } = plugin('cat answer');
  writeFileSync(join(directory, 'answer'), answered({ clientCertificateData: cert, clientKeyData: key }));
  expect(await ask.current()).toEqual({ authorization: undefined, certificate: { cert, key } });
});

test('a plugin that is not there says how to install it', async () => {
  const { ask, directory } = plugin('', ', installHint: "brew install plugin"');
  rmSync(join(directory, 'plugin'));
  await expect(ask.current()).rejects.toMatchObject({
    code: 'InvalidKubeconfig',
    message: 'the credential plugin ./plugin was not found',
    hint: 'brew install plugin',
  });
});

test('a plugin that fails tells its last line, without anything that could be a token', async () => {
  const token = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJtZSJ9.c2ln';
  const { ask } = plugin(`echo first >&2; echo 'log in with "sso login" ${token}' >&2; exit 3`);
  await expect(ask.current()).rejects.toMatchObject({
    message: 'the credential plugin ./plugin failed (exit code 3): log in with "sso login" …',
  });
});

test.for([
  ['nonsense', 'printed no JSON'],
  ['{"kind":"Pod"}', 'printed no ExecCredential'],
  [
    '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}',
    `answered in another apiVersion than ${apiVersion}`,
  ],
  [answered({}), 'returned neither a token nor a certificate'],
  [answered({ clientCertificateData: 'x' }), 'returned a certificate without its key, or a key alone'],
  [answered({ token: 'hunter2', expirationTimestamp: 'soon' }), 'returned an expirationTimestamp that is no time'],
] as const)('refuses the answer %s without quoting it', async ([output, what]) => {
  const { ask } = plugin(`echo '${output}'`);
  await expect(ask.current()).rejects.toMatchObject({ message: `the credential plugin ./plugin ${what}` });
});

test('a plugin that floods its output is stopped', async () => {
  const { ask } = plugin('exec yes');
  await expect(ask.current()).rejects.toMatchObject({
    message: 'the credential plugin ./plugin printed more than 1 MB',
  });
});
