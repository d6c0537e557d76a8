import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kubeconfigOf, namespaceForFile, tug } from '../support/cluster.ts';

/** Every row: files, the command, the exit code, and what the one sentence has to name. */
interface Case {
  readonly what: string;
  readonly files?: Record<string, string | Uint8Array>;
  readonly links?: Record<string, string>;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: RegExp;
  readonly kubeconfig?: string;
}

const namespace = namespaceForFile();
let work = '';
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'tug-bad-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const app = (spec = ''): string => `apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: bad}\n${spec}`;
const configMap = (name: string, rest = 'data: {a: b}'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${rest}\n`;
const push = (target: string, ...more: string[]): string[] => ['push', target, '--yes', ...more];
const chart = { 'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n' };

const cases: Case[] = [
  { what: 'a missing target', args: push('nowhere.yaml'), code: 1, says: /nowhere\.yaml/ },
  { what: 'no target', args: ['push'], code: 1, says: /target/ },
  { what: 'an unknown command', args: ['deploy'], code: 1, says: /unknown command/ },
  { what: 'an unknown option', args: ['push', '.', '--force-everything'], code: 1, says: /unknown option/ },
  { what: 'a bad output format', args: ['push', '.', '-o', 'xml'], code: 1, says: /output/ },
  {
    what: 'a bad timeout',
    files: { 'm/a.yaml': configMap('a') },
    args: push('m', '--timeout', 'soon'),
    code: 1,
    says: /--timeout soon/,
  },
  {
    what: 'unclosed YAML',
    files: { 'm/a.yaml': 'apiVersion: v1\nkind: ConfigMap\ndata: {a: [b\n' },
    args: push('m'),
    code: 1,
    says: /a\.yaml:\d/,
  },
  {
    what: 'a duplicate key',
    files: { 'm/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: b\n  a: c\n' },
    args: push('m'),
    code: 1,
    says: /a\.yaml:6/,
  },
  {
    what: 'a tab for indentation',
    files: { 'm/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n' },
    args: push('m'),
    code: 1,
    says: /a\.yaml:4/,
  },
  {
    what: 'two objects with one identity',
    files: { 'm/a.yaml': configMap('same'), 'm/b.yaml': configMap('same') },
    args: push('m'),
    code: 1,
    says: /b\.yaml.*|a\.yaml/,
  },
  {
    what: 'an object without a kind',
    files: { 'm/a.yaml': 'apiVersion: v1\nmetadata: {name: a}\n' },
    args: push('m'),
    code: 1,
    says: /a\.yaml:1.*kind/,
  },
  {
    what: 'an object without a name',
    files: { 'm/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n' },
    args: push('m'),
    code: 1,
    says: /a\.yaml:1.*name/,
  },
  {
    what: 'a document that is a list',
    files: { 'm/a.yaml': '- a\n- b\n' },
    args: push('m'),
    code: 1,
    says: /a\.yaml:1/,
  },
  {
    what: 'a binary file',
    files: { 'm/a.yaml': new Uint8Array([0, 1, 2, 255, 254, 0]) },
    args: push('m'),
    code: 1,
    says: /a\.yaml/,
  },
  {
    what: 'text that is not UTF-8',
    files: { 'm/a.yaml': new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]) },
    args: push('m'),
    code: 1,
    says: /a\.yaml.*UTF-8/,
  },
  { what: 'an alias bomb', files: { 'm/a.yaml': aliasBomb() }, args: push('m'), code: 1, says: /a\.yaml/ },
  {
    what: 'a file of 100 MB',
    files: { 'm/a.yaml': Buffer.alloc(100 * 2 ** 20, 0x61) },
    args: push('m'),
    code: 1,
    says: /a\.yaml.*100 MB/,
  },
  {
    what: 'a symlink out of the tree',
    files: { 'm/b.yaml': configMap('b') },
    links: { 'm/a.yaml': '/etc/hostname' },
    args: push('m'),
    code: 1,
    says: /a\.yaml/,
  },
  {
    what: 'a symlink to itself',
    files: { 'm/b.yaml': configMap('b') },
    links: { 'm/a.yaml': 'a.yaml' },
    args: push('m'),
    code: 1,
    says: /a\.yaml/,
  },
  {
    what: 'an empty directory',
    files: { 'm/readme.txt': 'nothing' },
    args: push('m'),
    code: 3,
    says: /empty|no objects|nothing/i,
  },
  {
    what: 'an unknown kind',
    files: { 'm/a.yaml': 'apiVersion: example.test/v1\nkind: Gadget\nmetadata: {name: a}\n' },
    args: push('m'),
    code: 3,
    says: /Gadget/,
  },
  {
    what: 'an unknown field',
    files: { 'm/a.yaml': configMap('a', 'dtaa: {a: b}') },
    args: push('m'),
    code: 3,
    says: /dtaa/,
  },
  {
    what: 'a wrong type',
    files: { 'm/a.yaml': configMap('a', 'data: {a: {b: c}}') },
    args: push('m'),
    code: 3,
    says: /data/,
  },
  {
    what: 'a value the server refuses',
    files: { 'm/a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 99999}]}\n' },
    args: push('m'),
    code: 3,
    says: /port/,
  },
  {
    what: 'a missing namespace',
    files: { 'm/a.yaml': configMap('a') },
    args: push('m', '-n', 'not-there'),
    code: 3,
    says: /namespace not-there does not exist/,
  },
  {
    what: 'a namespace name that cannot be',
    files: { 'app.yaml': app('spec: {destination: {namespace: Not_There}}\n') },
    args: push('app.yaml'),
    code: 1,
    says: /app\.yaml:4.*spec\.destination\.namespace/,
  },
  {
    what: 'an App with a wrong type',
    files: { 'app.yaml': app('spec: {sync: {prune: maybe}}\n') },
    args: push('app.yaml'),
    code: 1,
    says: /app\.yaml:4.*spec\.sync\.prune must be a boolean/,
  },
  {
    what: 'an App with an unknown field',
    files: { 'app.yaml': app('spec: {sorce: {}}\n') },
    args: push('app.yaml'),
    code: 1,
    says: /app\.yaml:4.*sorce/,
  },
  {
    what: 'a source path that is not there',
    files: { 'app.yaml': app('spec: {source: {path: nope}}\n') },
    args: push('app.yaml'),
    code: 1,
    says: /no file or directory .*nope/,
  },
  {
    what: 'a circle of dependsOn',
    files: {
      'app.yaml': `${app('spec: {dependsOn: [{name: other}]}\n')}---\n${app('spec: {dependsOn: [{name: bad}]}\n').replace('name: bad}\nspec', 'name: other}\nspec')}`,
    },
    args: push('app.yaml'),
    code: 1,
    says: /circle.*bad → other → bad/,
  },
  {
    what: 'a chart without Chart.yaml',
    files: { 'app.yaml': app('spec: {source: {path: c}, render: {helm: {release: x}}}\n'), 'c/values.yaml': 'a: b\n' },
    args: push('app.yaml'),
    code: 1,
    says: /Chart\.yaml/,
  },
  {
    what: 'a chart with a broken template',
    files: { ...chart, 'c/templates/a.yaml': 'a: {{ .Values.x' },
    args: push('c', '--release', 'x'),
    code: 1,
    says: /templates\/a\.yaml/,
  },
  {
    what: 'a chart that fails on purpose',
    files: { ...chart, 'c/templates/a.yaml': '{{ fail "give me a host" }}' },
    args: push('c', '--release', 'x'),
    code: 1,
    says: /give me a host/,
  },
  {
    what: 'a chart whose dependency is missing',
    files: {
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: redis, version: 1.0.0}]\n',
    },
    args: push('c', '--release', 'x'),
    code: 1,
    says: /redis/,
  },
  {
    what: 'a values file that is not there',
    files: chart,
    args: push('c', '--release', 'x', '--values', 'nope.yaml'),
    code: 1,
    says: /nope\.yaml/,
  },
  {
    what: 'a values file that is a list',
    files: { ...chart, 'v.yaml': '- a\n' },
    args: push('c', '--release', 'x', '--values', 'v.yaml'),
    code: 1,
    says: /v\.yaml:1.*map/,
  },
  {
    what: 'values for what is no chart',
    files: { 'm/a.yaml': configMap('a') },
    args: push('m', '--set', 'a=b'),
    code: 1,
    says: /--set/,
  },
  {
    what: 'a kustomization that names a missing file',
    files: { 'k/kustomization.yaml': 'resources: [nope.yaml]\n' },
    args: push('k'),
    code: 1,
    says: /nope\.yaml/,
  },
  {
    what: 'a kustomization that leaves the tree',
    files: { 'k/kustomization.yaml': 'resources: [../outside.yaml]\n', 'outside.yaml': configMap('outside') },
    args: push('k'),
    code: 1,
    says: /outside\.yaml/,
  },
  {
    what: 'a remote base',
    files: { 'k/kustomization.yaml': 'resources: ["https://example.test/base?ref=v1"]\n' },
    args: push('k'),
    code: 1,
    says: /example\.test/,
  },
  {
    what: 'an image option without =',
    files: { 'm/a.yaml': configMap('a') },
    args: push('m', '--image', 'web'),
    code: 1,
    says: /--image|NAME=REF/,
  },
  {
    what: 'a saved plan that is not there',
    args: ['push', '--plan', 'nope.json', '--yes'],
    code: 1,
    says: /nope\.json/,
  },
  {
    what: 'a saved plan that is none',
    files: { 'p.json': '{"a": 1}' },
    args: ['push', '--plan', 'p.json', '--yes'],
    code: 1,
    says: /p\.json/,
  },
  { what: 'nobody to ask', files: { 'm/a.yaml': configMap('a') }, args: ['push', 'm'], code: 3, says: /--yes/ },
  { what: 'an App that was never deployed', args: ['status', 'ghost'], code: 1, says: /no App ghost/ },
  { what: 'a release that is not there', args: ['rollback', 'ghost', '7', '--yes'], code: 1, says: /ghost/ },
  {
    what: 'a kubeconfig that is not there',
    files: { 'm/a.yaml': configMap('a') },
    args: push('m'),
    kubeconfig: 'nope.kubeconfig',
    code: 1,
    says: /nope\.kubeconfig/,
  },
  {
    what: 'a kubeconfig that is not YAML',
    files: { 'm/a.yaml': configMap('a'), 'k.yaml': '{{{' },
    args: push('m'),
    kubeconfig: 'k.yaml',
    code: 1,
    says: /k\.yaml/,
  },
  {
    what: 'a context that is not there',
    files: { 'm/a.yaml': configMap('a') },
    args: push('m', '--context', 'nope'),
    code: 1,
    says: /context.*nope/,
  },
];

test.each(cases)(
  '$what: one sentence, its place, exit code $code',
  async ({ files = {}, links = {}, args, code, says, kubeconfig }) => {
    const directory = mkdtempSync(join(work, 'case-'));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(directory, path));
    const config = kubeconfig ? join(directory, kubeconfig) : kubeconfigOf();
    const before = await namespace.resourceCount();
    const ended = await tug(
      [
        ...args,
        ...(args[0] === 'deploy' || args[1] === undefined ? [] : ['--kubeconfig', config]),
        ...namespaceArgs(args, namespace.name),
      ],
      { cwd: directory },
    );
    expect({ code: ended.code, text: ended.stdout + ended.stderr }).toMatchObject({
      code,
      text: expect.stringMatching(says) as unknown,
    });
    expect(ended.stderr + ended.stdout).not.toMatch(/\n\s+at .+:\d+:\d+|this is a defect/);
    if (code === 1) expect(ended.stderr.trim().split('\n').length).toBeLessThanOrEqual(4);
    expect(await namespace.resourceCount()).toBe(before);
  },
);

function namespaceArgs(args: readonly string[], name: string): string[] {
  return args.includes('-n') || args[0] === 'deploy' || args[1] === undefined ? [] : ['-n', name];
}

const certificates = join(import.meta.dirname, '..', '..', 'src', 'kube', 'testing', 'certificates');

/** Pushes one ConfigMap to `server` as `user`. */
function pushTo(server: string, user: string, cluster = ''): ReturnType<typeof tug> {
  const directory = mkdtempSync(join(work, 'case-'));
  writeFileSync(join(directory, 'a.yaml'), configMap('a'));
  const config = join(directory, 'k.yaml');
  writeFileSync(
    config,
    `apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: x, user: x}}]\nusers: [{name: x, user: ${user}}]\nclusters: [{name: x, cluster: {server: "${server}"${cluster}}}]\n`,
    { mode: 0o600 },
  );
  return tug(['push', 'a.yaml', '--yes', '--kubeconfig', config], { cwd: directory });
}

/** What a person sees of an error that is one sentence: its code, and at most two lines. */
function seen({ code, stderr }: { code: number; stderr: string }): { code: number; lines: number; text: string } {
  return { code, lines: stderr.trim().split('\n').length, text: stderr };
}

function oneSentence(says: RegExp): unknown {
  return {
    code: 1,
    lines: expect.toSatisfy((lines: number) => lines <= 3) as unknown,
    text: expect.stringMatching(says) as unknown,
  };
}

test('a server that is not there is one sentence', async () => {
  const closed = await closedPort();
  expect(seen(await pushTo(`https://127.0.0.1:${closed}`, '{}'))).toEqual(
    oneSentence(new RegExp(`127\\.0\\.0\\.1:${closed}`)),
  );
});

test('a token the server does not know is one sentence, and does not repeat the token', async () => {
  const { server, ca } = sandboxCluster();
  const ended = await pushTo(server, '{token: not-a-token-of-this-server}', `, certificate-authority-data: ${ca}`);
  expect(seen(ended)).toEqual(oneSentence(/Unauthorized|credentials/i));
  expect(ended.stderr).not.toMatch(/not-a-token-of-this-server/);
});

test('a server whose certificate has expired is one sentence', async () => {
  const [key, cert] = ['expired.key', 'expired.crt'].map((file) => readFileSync(join(certificates, file)));
  const server = createHttpsServer({ key, cert }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    const ended = await pushTo(
      `https://127.0.0.1:${port}`,
      '{}',
      `, certificate-authority: ${join(certificates, 'ca.crt')}`,
    );
    expect(seen(ended)).toEqual(oneSentence(/certificate.*expired/));
  } finally {
    server.close();
  }
});

/** The API server of the sandbox and its authority, as its kubeconfig has them. */
function sandboxCluster(): { server: string; ca: string } {
  const text = readFileSync(kubeconfigOf(), 'utf8');
  const field = (name: string): string => new RegExp(`"?${name}"?: *"?([^",\\s}]+)`).exec(text)?.[1] ?? '';
  return { server: field('server'), ca: field('certificate-authority-data') };
}

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 1));
    });
  });
}

function aliasBomb(): string {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}, *l${i}]`);
  return `l0: &l0 [x, x]\n${levels.join('\n')}\n`;
}
