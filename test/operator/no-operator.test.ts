/** A cluster of its own: first without tug's kinds, then with them and no operator. Both are about the whole cluster. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { down, ensureSandbox } from '../../sandbox/index.ts';
import { type Ended, run, tug } from '../support/tug.ts';
import { configMap } from '../push/objects.ts';

const name = `no-operator-${process.pid}`;
const directory = mkdtempSync(join(tmpdir(), 'no-operator-'));
let box: Awaited<ReturnType<typeof ensureSandbox>>;

beforeAll(async () => {
  box = await ensureSandbox(name);
});
afterAll(async () => {
  await down(name);
  rmSync(directory, { recursive: true, force: true });
});

const here = (...args: readonly string[]): Promise<Ended> => tug([...args, '--kubeconfig', box.kubeconfig]);
const kubectl = (...args: readonly string[]): Promise<Omit<Ended, 'json'>> =>
  run(box.kubectl, ['--kubeconfig', box.kubeconfig, ...args]);
async function apply(text: string): Promise<void> {
  writeFileSync(join(directory, 'object.yaml'), text);
  const { code, stderr } = await kubectl('apply', '-f', join(directory, 'object.yaml'));
  if (code !== 0) throw new Error(stderr);
}

describe('without tug’s kinds', () => {
  test('an App is pushed, listed, held and resumed', async () => {
    const file = join(directory, 'a.yaml');
    writeFileSync(file, configMap('a'));
    expect(await here('push', file, '--release', 'm', '--yes')).toMatchObject({ code: 0 });
    expect((await here('apps', '-o', 'json')).json).toMatchObject({ apps: [{ name: 'm', way: 'push', pull: null }] });
    expect(await here('hold', 'm', '--reason', 'x')).toMatchObject({ code: 0 });
    expect(await here('status', 'm')).toMatchObject({ code: 0 });
    expect(await here('resume', 'm')).toMatchObject({ code: 0 });
    expect(await here('sync', 'm')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/it was pushed/) as string,
    });
  });

  test('no operator runs, neither by a kubeconfig nor in the sandbox, and what to do is said', async () => {
    const ended = await here('operator', '--log', 'text');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/no kind App[^]*run tug install first/);
    const inSandbox = await tug(['sandbox', 'operator', name]);
    expect(inSandbox.code).toBe(1);
    expect(inSandbox.stderr).toMatch(/tug is not installed in the sandbox[^]*tug install --no-deployment/);
    expect(ended.stderr + inSandbox.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('with tug’s kinds and no operator', () => {
  beforeAll(async () => {
    const { code, stderr } = await here('install', '--no-deployment');
    if (code !== 0) throw new Error(stderr);
    await apply(`apiVersion: tug.dev/v1alpha1
kind: App
metadata: {name: shop, namespace: default, finalizers: [tug.dev/members]}
spec: {source: {git: {url: "https://git.example/shop.git"}}}
`);
  });

  const nobody = expect.stringMatching(/no operator runs in this cluster/) as string;

  test('sync, wait and delete say so instead of waiting for ever', async () => {
    for (const verb of ['sync', 'wait']) {
      expect(await here(verb, 'shop')).toMatchObject({ code: 4, stderr: nobody });
    }
  });

  test('a Lease that nobody renews is no operator; one that is renewed is waited for', async () => {
    const lease = (holder: string, time: Date): string => `apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: tug-operator-a, namespace: tug-system}
spec: {holderIdentity: "${holder}", leaseDurationSeconds: 2, renewTime: "${time.toISOString().replace('Z', '000Z')}"}
`;
    await apply(lease('a', new Date()));
    expect(await here('wait', 'shop')).toMatchObject({ code: 4, stderr: nobody });

    let tick = 0;
    const renewing = setInterval(() => void apply(lease('a', new Date(Date.now() + tick++))), 500);
    const waited = await here('wait', 'shop', '--timeout', '12s', '-o', 'json');
    clearInterval(renewing);
    expect(waited).toMatchObject({ code: 4, json: { verdict: 'timedOut' } });
    await kubectl('delete', 'lease', '-n', 'tug-system', 'tug-operator-a');
  });

  test('a deletion is asked for, and goes on when an operator comes', async () => {
    expect(await here('delete', 'shop', '--yes')).toMatchObject({ code: 4, stderr: nobody });
    const { stdout } = await kubectl('get', 'app.tug.dev', 'shop', '-o', 'jsonpath={.metadata.deletionTimestamp}');
    expect(stdout).toMatch(/^\d{4}-/);
    await kubectl('patch', 'app.tug.dev', 'shop', '--type=merge', '-p', '{"metadata":{"finalizers":[]}}');
  });
});
