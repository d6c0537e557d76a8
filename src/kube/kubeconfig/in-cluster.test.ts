import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inClusterSelection } from './in-cluster.ts';

function mounted(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'pod-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

test('a pod speaks to the service of its cluster as its ServiceAccount, in its own namespace', () => {
  const directory = mounted({ token: 't', namespace: 'shop\n' });
  const selection = inClusterSelection(
    { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '6443' },
    directory,
  );
  expect(selection).toMatchObject({
    context: 'in-cluster',
    namespace: 'shop',
    cluster: { value: { server: 'https://10.0.0.1:6443', certificateAuthority: `${directory}/ca.crt` } },
    user: { value: { tokenFile: `${directory}/token` } },
  });
});

test('an IPv6 service is put in brackets', () => {
  const selection = inClusterSelection({ KUBERNETES_SERVICE_HOST: 'fd00::1' }, mounted({ token: 't' }));
  expect(selection?.cluster.value.server).toBe('https://[fd00::1]:443');
});

test('outside a cluster there is none', () => {
  expect(inClusterSelection({}, mounted({ token: 't' }))).toBeUndefined();
  expect(inClusterSelection({ KUBERNETES_SERVICE_HOST: 'x' }, mounted({}))).toBeUndefined();
});
