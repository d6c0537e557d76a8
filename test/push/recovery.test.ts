import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { tugPath } from '../support/cluster.ts';
import { workspace } from '../support/workspace.ts';
import { app, configMap, deployment } from './objects.ts';

test('a failed deploy that became healthy by itself gets a release of its own with the next push, and only one', async () => {
  const work = workspace();
  work.write({
    'm/web.yaml': deployment('web', { image: 'example.test/never-ready:1' }),
    'needs.yaml': app('needs', 'source: {path: needs}, sync: {timeout: 2s}, dependsOn: [{name: m}]'),
    'needs/a.yaml': configMap('a'),
  });
  expect(await work.json('push', 'm', '--timeout', '2s')).toMatchObject({ code: 4, json: { verdict: 'timedOut' } });
  expect(await work.json('push', 'needs.yaml')).toMatchObject({ code: 3 });
  // What was missing comes: here the pod is made ready by hand.
  const [pod] = await work.namespace.names('pods', 'web-');
  const ready = {
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'ContainersReady', status: 'True' },
      ],
    },
  };
  await work.namespace.kubectl(
    'patch',
    'pod',
    pod ?? '',
    '--subresource=status',
    '--type=strategic',
    '-p',
    JSON.stringify(ready),
  );
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'unchanged', release: 2 });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'unchanged', release: null });
  expect((await work.json('history', 'm')).json).toMatchObject({
    releases: [{ verdict: 'unchanged' }, { verdict: 'timedOut' }],
  });
  expect((await work.json('push', 'needs.yaml')).code).toBe(0);
});

test('of two pushes of one App the one that began later wins, and the other says so', async () => {
  const work = workspace();
  work.write({ 'm/web.yaml': deployment('web', { image: 'example.test/never-ready:1' }) });
  const first = spawn(tugPath, ['push', 'm', '--yes', '--timeout', '20s'], {
    cwd: work.directory,
    env: { ...process.env, KUBECONFIG: `${work.directory}/.kubeconfig` },
  });
  let text = '';
  first.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  const ended = new Promise<number | null>((resolve) => first.once('close', resolve));
  await new Promise<void>((resolve) => {
    first.stderr.setEncoding('utf8').on('data', (more: string) => (more.includes('waiting') ? resolve() : undefined));
    first.once('close', () => resolve());
  });
  work.write({ 'm/web.yaml': deployment('web') });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed', release: 1 });
  expect({ code: await ended, text }).toMatchObject({
    code: 4,
    text: expect.stringMatching(/^superseded: /m) as string,
  });
  expect((await work.json('history', 'm')).json).toMatchObject({ releases: [{ release: 1, verdict: 'deployed' }] });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'unchanged' });
});

test('after a push that was cut off before it wrote what it applied, one that also deletes still knows all that stays', async () => {
  const work = workspace();
  work.write({ 'm/a.yaml': configMap('a'), 'm/b.yaml': configMap('b'), 'm/c.yaml': configMap('c') });
  expect((await work.json('push', 'm')).code).toBe(0);
  // What the ledger holds between the last apply and its own last write.
  const rows = {
    binaryData: { entries: null },
    data: { ledger: JSON.stringify({ release: 0, desired: '', revision: '' }) },
  };
  await work.namespace.kubectl('patch', 'configmap', 'tug-m', '--type=merge', '-p', JSON.stringify(rows));
  await work.namespace.kubectl('delete', 'secret', '-l', 'tug.dev/app=m');
  work.write({ 'm/c.yaml': null });
  expect((await work.json('push', 'm')).json).toMatchObject({
    verdict: 'deployed',
    summary: { delete: 1, unchanged: 2 },
  });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'unchanged', release: null });
  expect((await work.json('delete', 'm')).json).toMatchObject({ verdict: 'deployed' });
  expect(await work.namespace.names('configmaps', '')).toEqual(new Set(['kube-root-ca.crt']));
});
