import { expect, test } from 'vitest';
import { type Workspace, workspace } from '../support/workspace.ts';
import { app, deployment } from './objects.ts';

const built = 'registry.example.test/team/web:build-7';

const targets: Record<string, { readonly files: Readonly<Record<string, string>>; readonly args: readonly string[] }> =
  {
    'a directory of YAML': {
      files: { 'x/web.yaml': deployment('web', { image: 'web:1' }) },
      args: ['x'],
    },
    'a single file': { files: { 'x.yaml': deployment('web', { image: 'web:1' }) }, args: ['x.yaml'] },
    'a kustomization': {
      files: {
        'x/kustomization.yaml': 'resources: [web.yaml]\nimages: [{name: web, newTag: "2"}]\n',
        'x/web.yaml': deployment('web', { image: 'web:1' }),
      },
      args: ['x'],
    },
    'a chart': {
      files: {
        'x/Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
        'x/values.yaml': 'tag: "1"\n',
        'x/templates/web.yaml': deployment('web', { image: 'web:{{ .Values.tag }}' }),
      },
      args: ['x'],
    },
    'an App': {
      files: {
        'app.yaml': app('x', 'source: {path: m}, images: [{name: web, ref: "web:from-the-app"}]'),
        'm/web.yaml': deployment('web', { image: 'web:1' }),
      },
      args: ['app.yaml'],
    },
  };

async function imageOf(work: Workspace): Promise<string | undefined> {
  const live = (await work.namespace.get('deployment', 'web')) as
    | { spec: { template: { spec: { containers: { image: string }[] } } } }
    | undefined;
  return live?.spec.template.spec.containers[0]?.image;
}

test.each(Object.entries(targets))('--image puts the image of a build in place: %s', async (_, { files, args }) => {
  const work = workspace();
  work.write(files);
  const given = [...args, '--image', `web=${built}`];
  expect((await work.json('push', ...given)).json).toMatchObject({ verdict: 'deployed' });
  expect(await imageOf(work)).toBe(built);
  expect((await work.json('push', ...given)).json).toMatchObject({ verdict: 'unchanged' });
  const history = await work.json('history', 'x');
  expect(history.json).toMatchObject({ releases: [{ images: [built] }] });
});

test('a plan shows it, and so does render', async () => {
  const work = workspace();
  work.write({ 'x/web.yaml': deployment('web', { image: 'web:1' }) });
  expect((await work.json('push', 'x')).code).toBe(0);
  const planned = await work.json('plan', 'x', '--image', `web=${built}`);
  expect(planned.json).toMatchObject({
    summary: { update: 1 },
    steps: [{ changes: [{ path: '/spec/template/spec/containers[name=main]/image', from: 'web:1', to: built }] }],
  });
  const rendered = await work.run(['render', 'x', '--image', `web=${built}`]);
  expect(rendered.stdout).toContain(built);
});

test('a digest, and several images at once', async () => {
  const work = workspace();
  const digest = `example.test/web@sha256:${'ab'.repeat(32)}`;
  work.write({
    'x/web.yaml': deployment('web', { image: 'web:1', pod: 'initContainers: [{name: init, image: "tools:1"}], ' }),
  });
  const given = ['x', '--image', `web=${digest}`, '--image', 'tools=example.test/tools:2'];
  expect((await work.json('push', ...given)).code).toBe(0);
  expect(await imageOf(work)).toBe(digest);
  expect(await work.namespace.get('deployment', 'web')).toMatchObject({
    spec: { template: { spec: { initContainers: [{ image: 'example.test/tools:2' }] } } },
  });
});

test('an image that no container has is refused or told, not silently without effect', async () => {
  const work = workspace();
  work.write({ 'x/web.yaml': deployment('web', { image: 'web:1' }) });
  const ended = await work.run(['plan', 'x', '--image', 'wbe=web:2']);
  expect(ended.stdout + ended.stderr).toMatch(/wbe/);
});
