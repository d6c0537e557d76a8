import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { tugPath } from '../support/cluster.ts';
import { type Workspace, workspace } from '../support/workspace.ts';
import { app, configMap, deployment } from '../push/objects.ts';

/** Runs tug until `when` says so, then sends a signal as a terminal or a CI does: to the whole process group. */
async function interrupted(
  work: Workspace,
  args: readonly string[],
  when: (stderr: string) => boolean | Promise<unknown>,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<{ readonly code: number | null; readonly text: string }> {
  const env = { ...process.env, KUBECONFIG: `${work.directory}/.kubeconfig` };
  const child = spawn(tugPath, [...args], { cwd: work.directory, env, detached: true });
  let text = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  const due = new Promise<void>((resolve) => {
    const look = async (): Promise<void> => ((await when(stderr)) === false ? undefined : resolve());
    void look();
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      stderr += more;
      void look();
    });
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await Promise.race([due, ended]);
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  return { code: await ended, text };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s while waiting says so, records how it ended, and leaves what the next push goes on from',
  async (signal) => {
    const work = workspace();
    work.write({ 'm/web.yaml': deployment('web', { image: 'example.test/never-ready:1' }) });
    const waiting = (stderr: string): boolean => stderr.includes('waiting');
    const { code, text } = await interrupted(work, ['push', 'm', '--yes'], waiting, signal);
    expect({ code, text }).toMatchObject({
      code: 4,
      text: expect.stringMatching(/interrupted[^]*^failed: /m) as string,
    });
    expect(text).not.toMatch(/this is a defect|superseded|\n\s+at /);
    expect((await work.json('history', 'm')).json).toMatchObject({
      releases: [{ release: 1, verdict: 'failed', message: expect.stringMatching(/interrupted/) as string }],
    });
    work.write({ 'm/web.yaml': deployment('web') });
    expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed', release: 2 });
  },
);

test('an interruption before anything was written is an error in one sentence', async () => {
  const work = workspace();
  work.write({
    'app.yaml': app('web', 'source: {path: m}, dependsOn: [{name: never}]'),
    'm/a.yaml': configMap('a'),
  });
  const { code, text } = await interrupted(work, ['push', 'app.yaml', '--yes'], (stderr) => stderr !== '');
  expect({ code, text }).toMatchObject({ code: 1, text: expect.stringMatching(/^error: interrupted$/m) as string });
  expect(text).not.toMatch(/this is a defect/);
  expect(await work.namespace.get('configmap', 'a')).toBeUndefined();
});

test('a server that does not answer is not waited for', async () => {
  const work = workspace();
  const sockets: Socket[] = [];
  const silent = createServer();
  const asked = new Promise<void>((resolve) => {
    silent.on('connection', (socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.once('data', () => resolve());
    });
  });
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  work.write({
    'm/a.yaml': configMap('a'),
    '.kubeconfig': `apiVersion: v1
kind: Config
current-context: x
contexts: [{name: x, context: {cluster: x, user: x}}]
users: [{name: x, user: {}}]
clusters: [{name: x, cluster: {server: "http://127.0.0.1:${port}"}}]
`,
  });
  const { code, text } = await interrupted(work, ['push', 'm', '--yes'], () => asked);
  expect({ code, text }).toMatchObject({ code: 1, text: expect.stringMatching(/^error: interrupted$/m) as string });
});
