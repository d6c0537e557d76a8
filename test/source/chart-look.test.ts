import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openRegistry } from '../../src/oci/registry.ts';
import { lookChart } from '../../src/source/chart/look.ts';
import type { ChartSource } from '../../src/source/chart/open.ts';
import type { Credential, Looked } from '../../src/source/look.ts';
import { chartArchive, pushChart, pushFiles } from './push.ts';
import { registryProgram, startRegistry, type TestRegistry } from './registry.ts';

interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly status: number;
}

/** A chart repository that answers conditional requests as it is told to. */
interface Repository {
  readonly url: string;
  readonly seen: Seen[];
  readonly files: Map<string, string | Uint8Array>;
  validator: 'etag' | 'last-modified' | 'none';
  status: number;
  /** The answer, as it was when the request came, is held back until this resolves. */
  until: Promise<void>;
  close(): void;
}

async function serve(): Promise<Repository> {
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    const body = repository.files.get(path);
    void repository.until.then(() => {
      const { 'if-none-match': match, 'if-modified-since': since, authorization } = request.headers;
      const etag = `"${createHash('sha256')
        .update(body ?? '')
        .digest('hex')}"`;
      const fresh =
        (repository.validator === 'etag' && match === etag) ||
        (repository.validator === 'last-modified' && since === lastModified(body));
      let status = fresh ? 304 : 200;
      if (body === undefined) status = 404;
      if (repository.status !== 200) ({ status } = repository);
      repository.seen.push({ path, authorization, status });
      if (repository.validator === 'etag') response.setHeader('etag', etag);
      if (repository.validator === 'last-modified') response.setHeader('last-modified', lastModified(body));
      if (typeof body === 'string' && body.startsWith('redirect:')) {
        return void response.writeHead(302, { location: body.slice('redirect:'.length) }).end();
      }
      response.writeHead(status).end(status === 200 ? body : undefined);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const repository: Repository = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    files: new Map(),
    validator: 'etag',
    status: 200,
    until: Promise.resolve(),
    close: () => server.close().closeAllConnections(),
  };
  return repository;
}

/** Changes with the body, as a server's clock would. */
function lastModified(body: string | Uint8Array | undefined): string {
  const second = createHash('sha256')
    .update(body ?? '')
    .digest()
    .readUInt32BE(0);
  return new Date(second * 1_000).toUTCString();
}

let registry: TestRegistry;
let home: string;
let repository: Repository;
let elsewhere: Repository;

beforeAll(async () => {
  registry = await startRegistry(await registryProgram());
  home = await mkdtemp(join(tmpdir(), 'tug-chart-look-'));
  vi.stubEnv('TUG_CACHE_DIR', join(home, 'cache'));
}, 600_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await registry?.stop();
  await rm(home, { recursive: true, force: true });
});

// New servers for each test: what is known of a repository is kept by its address.
beforeEach(async () => {
  [repository, elsewhere] = await Promise.all([serve(), serve()]);
  await rm(join(home, 'cache'), { recursive: true, force: true });
  return () => {
    repository.close();
    elsewhere.close();
  };
});

interface Publish {
  readonly digest?: boolean;
  readonly at?: string;
  readonly on?: Repository;
  readonly text?: string;
}

/** Writes an index of these charts, each `name@version`. */
async function publish(
  charts: readonly string[],
  { digest = true, at = '', on = repository, text = '' }: Publish = {},
): Promise<void> {
  const entries = new Map<string, string>();
  for (const chart of charts) {
    const [name = '', version = ''] = chart.split('@');
    const bytes = await chartArchive(name, version, { 'values.yaml': `v: ${version} ${text}` });
    on.files.set(`/${name}-${version}.tgz`, bytes);
    const sum = digest ? `    digest: ${createHash('sha256').update(bytes).digest('hex')}\n` : '';
    const entry = `  - version: ${version}\n${sum}    urls: [${at}${name}-${version}.tgz]\n`;
    entries.set(name, (entries.get(name) ?? `  ${name}:\n`) + entry);
  }
  repository.files.set('/index.yaml', `apiVersion: v1\nentries:\n${[...entries.values()].join('')}`);
}

function look(
  source: Partial<ChartSource> = {},
  { before, credential }: { before?: string; credential?: Credential } = {},
): Promise<Looked> {
  const whole = { repository: repository.url, name: 'web', version: '*', ...source };
  return lookChart(whole, credential, before, AbortSignal.timeout(60_000));
}

async function valuesOf(looked: Looked): Promise<string> {
  return Buffer.from(await (await looked.open()).read('values.yaml')).toString('utf8');
}

const paths = (on = repository): string[] => on.seen.map(({ path, status }) => `${status} ${path}`);
const versionOf = ({ revision }: Looked): string => revision.split('@')[0] ?? '';

test.each(['etag', 'last-modified'] as const)(
  'an index that has not changed is not sent again (%s)',
  async (validator) => {
    repository.validator = validator;
    await publish(['web@1.0.0', 'web@1.2.0', 'db@2.0.0']);
    const first = await look({ version: '^1' });
    expect(first.revision).toMatch(/^1\.2\.0@sha256:[0-9a-f]{64}$/);
    const second = await look({ version: '^1' }, { before: first.revision });
    expect([second.revision, paths()]).toEqual([
      first.revision,
      ['200 /index.yaml', '200 /web-1.2.0.tgz', '304 /index.yaml'],
    ]);
    await publish(['web@1.3.0', 'db@2.0.0']);
    expect(versionOf(await look({ version: '^1' }, { before: first.revision }))).toBe('1.3.0');
    expect(await valuesOf(second)).toBe('v: 1.2.0 ');
  },
);

test('a server without validators sends the index, and what is in it is known', async () => {
  repository.validator = 'none';
  await publish(['web@1.0.0']);
  const { revision } = await look();
  for (let round = 0; round < 3; round += 1) expect((await look({}, { before: revision })).revision).toBe(revision);
  expect(paths().filter((path) => path.includes('tgz'))).toHaveLength(1);
});

test('50 charts of one repository, looked at together, are answered by two requests for its index', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `c${index}`);
  await publish(names.map((name) => `${name}@1.0.0`));
  const first = await Promise.all(names.map((name) => look({ name })));
  const asked = (): number => repository.seen.filter(({ path }) => path === '/index.yaml').length;
  expect([new Set(first.map(versionOf)).size, asked()]).toEqual([1, 2]);
  await Promise.all(names.map((name, index) => look({ name }, { before: first[index]?.revision ?? '' })));
  expect(asked()).toBe(4);
  expect(repository.seen.filter(({ status }) => status === 304)).toHaveLength(3);
  expect(repository.seen.filter(({ path }) => path.endsWith('.tgz'))).toHaveLength(50);
});

test('who asks while a request is under way gets an answer that is no older than the question', async () => {
  await publish(['web@1.0.0']);
  const held = Promise.withResolvers<void>();
  repository.until = held.promise;
  const early = look();
  await new Promise((done) => setTimeout(done, 50));
  const late = look();
  await publish(['web@2.0.0']);
  held.resolve();
  expect([versionOf(await early), versionOf(await late)]).toEqual(['1.0.0', '2.0.0']);
});

test('an index without digests has its archives fetched once for as long as it stays the same', async () => {
  await publish(['web@1.0.0'], { digest: false });
  const first = await look();
  await look({}, { before: first.revision });
  expect(paths().filter((path) => path.includes('tgz'))).toHaveLength(2);
  await publish(['web@1.0.0', 'db@1.0.0'], { digest: false, text: 'replaced' });
  const second = await look({}, { before: first.revision });
  expect(second.revision).not.toBe(first.revision);
  expect(await valuesOf(second)).toBe('v: 1.0.0 replaced');
});

const robot: Credential = { username: Buffer.from('robot'), password: Buffer.from('secret') };
const basic = `Basic ${Buffer.from('robot:secret').toString('base64')}`;

test('credentials go to the repository, and to no other server that its index or a redirect names', async () => {
  await publish(['web@1.0.0'], { at: `${elsewhere.url}/`, on: elsewhere });
  await look({}, { credential: robot });
  expect(repository.seen.map(({ authorization }) => authorization)).toEqual([basic]);
  expect(elsewhere.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
  await publish(['web@2.0.0']);
  elsewhere.files.set('/web-2.0.0.tgz', repository.files.get('/web-2.0.0.tgz') ?? '');
  repository.files.set('/web-2.0.0.tgz', `redirect:${elsewhere.url}/web-2.0.0.tgz`);
  expect(versionOf(await look({}, { credential: robot }))).toBe('2.0.0');
  expect(elsewhere.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
});

test('what one Secret may read is not known to who has none', async () => {
  await publish(['web@1.0.0']);
  await look({}, { credential: robot });
  repository.status = 401;
  await expect(look()).rejects.toThrow(
    expect.objectContaining({ code: 'Unauthorized', hint: expect.stringContaining('secretRef') as string }) as Error,
  );
});

test('a broken index is told until it is whole again, and what was found before stays openable', async () => {
  await publish(['web@1.0.0']);
  const first = await look();
  repository.files.set('/index.yaml', 'entries:\n  web:\n  - [');
  for (let round = 0; round < 2; round += 1) {
    await expect(look({}, { before: first.revision })).rejects.toThrow('unclosed flow sequence');
  }
  expect(await valuesOf(first)).toBe('v: 1.0.0 ');
  await publish(['web@1.1.0']);
  expect(versionOf(await look({}, { before: first.revision }))).toBe('1.1.0');
});

test('a repository that is faulty, silent about a chart or replaced a chart says so', async () => {
  await publish(['web@1.0.0']);
  repository.status = 503;
  await expect(look()).rejects.toThrow('cannot be read (status 503)');
  expect(repository.seen).toHaveLength(3);
  repository.status = 200;
  await expect(look({ name: 'we' })).rejects.toThrow(
    expect.objectContaining({ code: 'NotFound', hint: 'is it web?' }) as Error,
  );
  await expect(look({ version: '^9' })).rejects.toThrow('is in the range ^9');
  repository.files.set('/web-1.0.0.tgz', await chartArchive('web', '1.0.0', { evil: 'x' }));
  await expect(look()).rejects.toThrow('is not what the index says');
});

test('a look that is given up does not take the others’ request with it', async () => {
  await publish(['web@1.0.0']);
  const held = Promise.withResolvers<void>();
  repository.until = held.promise;
  const stop = new AbortController();
  const source = { repository: repository.url, name: 'web', version: '*' };
  const given = lookChart(source, undefined, undefined, stop.signal);
  const other = look();
  stop.abort(new Error('given up'));
  await expect(given).rejects.toThrow('given up');
  held.resolve();
  expect(versionOf(await other)).toBe('1.0.0');
});

test('a chart in a registry is found by range and by exact version, and is one', async () => {
  const to = openRegistry(registry.host);
  for (const version of ['1.0.0', '1.1.0+build.5']) {
    await pushChart(to, 'charts/web', version, await chartArchive('web', version, { 'values.yaml': `v: ${version}` }));
  }
  const source = { repository: `oci://${registry.host}/charts` };
  const found = await look({ ...source, version: '^1' });
  expect(found.revision).toMatch(/^1\.1\.0\+build\.5@sha256:[0-9a-f]{64}$/);
  expect([await valuesOf(found), (await found.open()).revision]).toEqual(['v: 1.1.0+build.5', found.revision]);
  expect((await look({ ...source, version: '1.1.0+build.5' }, { before: found.revision })).revision).toBe(
    found.revision,
  );
  expect(versionOf(await look({ ...source, version: '1.0.0' }))).toBe('1.0.0');
  await pushFiles(to, 'charts/files', '1.0.0', { x: '1' });
  await expect(look({ ...source, name: 'files' })).rejects.toThrow('is not a chart');
});
