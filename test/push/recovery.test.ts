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
