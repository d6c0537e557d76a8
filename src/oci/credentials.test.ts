import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { secretCredentials, userCredentials } from './credentials.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tug-docker-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

async function config(content: unknown, path = '.docker/config.json'): Promise<void> {
  await mkdir(join(home, path, '..'), { recursive: true });
  await writeFile(join(home, path), typeof content === 'string' ? content : JSON.stringify(content));
}

const find = (registry: string): ReturnType<ReturnType<typeof userCredentials>> =>
  userCredentials({ HOME: home, XDG_RUNTIME_DIR: home })(registry, 'team/app');
const auth = Buffer.from('u:p:w').toString('base64');

test('without any file there are none', async () => {
  expect(await find('r.example')).toBeUndefined();
});

test.each(['r.example', 'https://r.example', 'https://r.example/v1/'])('an entry named %s is found', async (name) => {
  await config({ auths: { [name]: { auth } } });
  expect(await find('r.example')).toEqual({ username: 'u', password: 'p:w' });
  expect(await find('evil.example')).toBeUndefined();
});

test('Docker Hub goes by its old name', async () => {
  await config({ auths: { 'https://index.docker.io/v1/': { auth } } });
  expect(await find('docker.io')).toEqual({ username: 'u', password: 'p:w' });
});

test('an identity token goes before a password', async () => {
  await config({
    auths: {
      'r.example': {
        auth: Buffer.from('00000000-0000-0000-0000-000000000000:').toString('base64'),
        identitytoken: 'refresh',
      },
    },
  });
  expect(await find('r.example')).toMatchObject({ identityToken: 'refresh' });
});

test('what helm registry login and podman login wrote is found too', async () => {
  await config({ auths: { 'helm.example': { auth } } }, '.config/helm/registry/config.json');
  await config({ auths: { 'podman.example': { auth } } }, 'containers/auth.json');
  expect(await find('helm.example')).toBeDefined();
  expect(await find('podman.example')).toBeDefined();
});

test('a broken file is named, and not quoted', async () => {
  await config('{"auths": {"r.example": {"auth": "c2VjcmV0"}');
  const error = (await find('r.example').catch((caught: unknown) => caught)) as Error & { where: string };
  expect(error.where).toMatch(/config\.json$/);
  expect(error.message).not.toContain('c2VjcmV0');
});

test('a Secret gives what it holds and runs no helper', async () => {
  const secret = (config: unknown): ReturnType<ReturnType<typeof secretCredentials>> =>
    secretCredentials(JSON.stringify(config), 'Secret pull')('r.example', 'team/app');
  expect(await secret({ auths: { 'r.example/team': { auth } } })).toEqual({ username: 'u', password: 'p:w' });
  expect(await secret({ credsStore: 'evil', credHelpers: { 'r.example': 'evil' } })).toBeUndefined();
  await expect(secret([])).resolves.toBeUndefined();
  await expect(secretCredentials('null', 'Secret pull')('r.example', 'a')).rejects.toThrow('are no JSON object');
});
