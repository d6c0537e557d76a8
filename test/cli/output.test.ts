import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { tug, tugPath } from '../support/cluster.ts';
import { type Workspace, workspace } from '../support/workspace.ts';
import { app, configMap, deployment, documents } from '../push/objects.ts';

/** A push that fails half way: one object applied, one in trouble with a message that holds what each format has to escape. */
function failing(): Workspace {
  const work = workspace();
  work.write({ 'm/good.yaml': configMap('good'), 'm/web.yaml': deployment('web', { image: 'example.test/crash:1' }) });
  return work;
}

test('-o github puts the progress into one group and each failure into an error', async () => {
  const { code, stdout } = await failing().run(['push', 'm', '--yes', '-o', 'github']);
  expect(code).toBe(4);
  const lines = stdout.split('\n');
  expect(lines.filter((line) => line.startsWith('::group::'))).toHaveLength(1);
  expect(lines.filter((line) => line === '::endgroup::')).toHaveLength(1);
  const errors = lines.filter((line) => line.startsWith('::error'));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/Deployment .*web.*crash/i);
  // What people need to see is not folded away.
  expect(stdout.indexOf('::endgroup::')).toBeLessThan(stdout.lastIndexOf('failed'));
  expect(stdout).not.toContain('\u001B[');
});

test('-o github tells an error before the plan as an error too', async () => {
  const work = workspace();
  const { code, stdout, stderr } = await work.run(['push', 'nowhere.yaml', '--yes', '-o', 'github']);
  expect(code).toBe(1);
  expect(stdout + stderr).toMatch(/^::error::.*nowhere\.yaml/m);
});

test('-o junit is one well-formed document with a case for each object', async () => {
  const { code, stdout } = await failing().run(['push', 'm', '--yes', '-o', 'junit']);
  expect(code).toBe(4);
  const elements = wellFormed(stdout);
  expect(elements.filter(({ name }) => name === 'testcase')).toHaveLength(2);
  expect(elements.filter(({ name }) => name === 'failure')).toHaveLength(1);
  expect(elements.find(({ name }) => name === 'testsuite')?.attributes).toMatchObject({ tests: '2', failures: '1' });
});

test('-o junit of several Apps is one document with a suite for each', async () => {
  const work = workspace();
  work.write({
    'apps.yaml': documents(app('one', 'source: {path: one}'), app('two', 'source: {path: two}')),
    'one/a.yaml': configMap('one'),
    'two/a.yaml': configMap('two'),
  });
  const { code, stdout } = await work.run(['push', 'apps.yaml', '--yes', '-o', 'junit']);
  expect(code).toBe(0);
  const elements = wellFormed(stdout);
  expect(elements.filter(({ name }) => name === 'testsuite')).toHaveLength(2);
  expect(elements.filter(({ name }) => name === 'testsuites')).toHaveLength(1);
});

test('-o junit tells what is blocked', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {"x<y": "&"}\n' });
  const { code, stdout } = await work.run(['push', 'm', '--yes', '-o', 'junit']);
  expect(code).toBe(3);
  expect(wellFormed(stdout).filter(({ name }) => name === 'failure')).toHaveLength(1);
});

test('-o yaml says the same as -o json', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  const planned = await work.run(['plan', 'm', '-o', 'yaml']);
  const [document] = parseAllDocuments(planned.stdout);
  expect(document && 'toJS' in document ? document.toJS() : undefined).toEqual((await work.json('plan', 'm')).json);
  const wrong = await work.run(['status', 'nothing', '-o', 'yaml']);
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toMatch(/^(---\n)?error:\n {2}code: NotFound\n {2}message: /);
  expect(wrong.stderr).toBe('');
});

test('nothing but data goes to standard output with -o json, even when it goes wrong', async () => {
  for (const output of ['json', '-ojson']) {
    const args = output === 'json' ? ['-o', 'json'] : [output];
    const { code, json, stderr } = await tug(['status', 'x', '--kubeconfig', '/nowhere/kubeconfig', ...args]);
    expect({ code, json, stderr }).toMatchObject({
      code: 1,
      json: { error: { code: 'InvalidKubeconfig' } },
      stderr: '',
    });
  }
});

test('output that is no terminal has no colours, and NO_COLOR holds on one', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a') });
  const plain = await work.run(['plan', 'm']);
  expect(plain.stdout).not.toContain('\u001B');
  const command = `${tugPath} plan m --kubeconfig ${work.directory}/.kubeconfig`;
  const onTty = await onTerminal(command, work.directory, {});
  const without = await onTerminal(command, work.directory, { NO_COLOR: '1' });
  if (onTty !== undefined) expect(onTty).toContain('\u001B[');
  if (without !== undefined) expect(without).not.toContain('\u001B[3');
});

test('a reader that goes away ends the output without a complaint', async () => {
  const work = workspace();
  work.write({
    'm/maps.yaml': documents(...Array.from({ length: 300 }, (_, i) => configMap(`c${i}`, { text: 'x'.repeat(900) }))),
  });
  for (const command of ['render m', 'plan m -o json', 'plan m', 'apps', '--help']) {
    const { code, stderr } = await shell(
      `${tugPath} ${command} | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}" >&2`,
      work,
    );
    expect({ command, code, stderr: stderr.trim() }).toEqual({ command, code: 0, stderr: '0' });
  }
});

test('a reader that goes away does not end a push that is under way', async () => {
  const work = workspace();
  work.write({ 'm/maps.yaml': documents(...Array.from({ length: 60 }, (_, i) => configMap(`c${i}`))) });
  const { stderr } = await shell(
    `{ ${tugPath} push m --yes 2>&1; echo "$?" >code; } | head -c 1 >/dev/null; until [ -s code ]; do sleep 0.1; done`,
    work,
  );
  expect({ code: work.read('code').trim(), stderr }).toEqual({ code: '0', stderr: '' });
  expect((await work.namespace.names('configmaps', 'c')).size).toBe(60);
  expect((await work.json('history', 'm')).json).toMatchObject({ releases: [{ verdict: 'deployed' }] });
});

test('exit codes', async () => {
  const work = workspace();
  work.write({
    'm/a.yaml': configMap('a'),
    'bad/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndtaa: {}\n',
    'crash/a.yaml': deployment('crash', { image: 'example.test/crash:1' }),
  });
  const rows: readonly (readonly [number, string])[] = [
    [0, '--help'],
    [0, '--version'],
    [0, 'push --help'],
    [1, ''],
    [1, 'no-such-command'],
    [0, 'plan m'],
    [2, 'plan m --exit-code'],
    [3, 'push m'],
    [3, 'push bad --yes'],
    [3, 'plan bad'],
    [3, 'plan bad --exit-code'],
    [1, 'push missing --yes'],
    [0, 'push m --yes'],
    [0, 'push m --yes'],
    [0, 'plan m --exit-code'],
    [4, 'push crash --yes'],
    [4, 'wait crash --timeout 1s'],
    [0, 'status crash'],
    [1, 'status missing'],
    [0, 'delete crash --yes'],
    [1, 'delete crash --yes'],
  ];
  for (const [code, line] of rows) {
    const ended = await work.run(line === '' ? [] : line.split(' '));
    expect({ line, code: ended.code, text: ended.code === code ? '' : ended.stderr + ended.stdout }).toEqual({
      line,
      code,
      text: '',
    });
  }
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The elements of an XML text, in order; throws where it is not well-formed. Knows what tug writes: no comments, CDATA or DTD. */
function wellFormed(text: string): Element[] {
  const [declaration = '', ...rest] = text.trim().split('\n');
  expect(declaration).toBe('<?xml version="1.0" encoding="UTF-8"?>');
  const body = rest.join('\n');
  const elements: Element[] = [];
  const open: string[] = [];
  let roots = 0;
  let at = 0;
  for (const match of body.matchAll(/<(\/?)([a-z]+)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>/g)) {
    const [whole, closing, name = '', attributes = '', empty] = match;
    if (body.slice(at, match.index).trim() !== '') throw new Error(`stray text before ${whole}`);
    at = match.index + whole.length;
    if (closing) {
      if (open.pop() !== name) throw new Error(`${whole} closes another element`);
      continue;
    }
    if (open.length === 0 && roots++ > 0) throw new Error('more than one root');
    if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(attributes)) throw new Error(`an & that is not escaped: ${whole}`);
    elements.push({ name, attributes: Object.fromEntries(pairs(attributes)) });
    if (!empty) open.push(name);
  }
  if (body.slice(at).trim() !== '' || open.length > 0) throw new Error(`not well-formed: ${body.slice(at, at + 80)}`);
  return elements;
}

const pairs = (attributes: string): [string, string][] =>
  [...attributes.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]);

function shell(line: string, work: Workspace): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, KUBECONFIG: `${work.directory}/.kubeconfig` };
    const child = spawn('bash', ['-c', line], { cwd: work.directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('close', (code) => resolve({ code, stderr }));
  });
}

/** What a command prints on a terminal, by `script` of util-linux; undefined where that is not installed. */
function onTerminal(command: string, cwd: string, more: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Node takes a terminal inside CI for one without colours.
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...env } = process.env;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd,
      env: { ...env, TERM: 'xterm', ...more },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.once('error', () => resolve(undefined));
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.once('close', () => resolve(stdout));
  });
}
