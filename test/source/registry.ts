import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../sandbox/ports.ts';
import { sleep } from '../../src/lib/async.ts';
import { buildGo } from '../../src/lib/go.ts';

/** A distribution registry on this machine: the reference implementation, without the referrers API. */
export interface TestRegistry {
  readonly host: string;
  stop(): Promise<void>;
}

/** bcrypt of `secret`. */
const robot = 'robot:$2a$04$ufXvpB.N4Gdj1aRAD15qluvccAvd79t9BZHwmqT/b4ugrpClbF8Di';

/** Builds the registry once; the caller may point the cache elsewhere afterwards. */
export async function registryProgram(): Promise<string> {
  const directory = await buildGo({
    name: 'registry',
    directory: join(import.meta.dirname, '../../sandbox/modules/registry'),
    programs: { registry: 'github.com/distribution/distribution/v3/cmd/registry' },
    ldflags: '-s -w',
    cache: 'sandbox',
    onProgress: (line) => console.error(line),
  });
  return join(directory, 'registry');
}

/** `guarded`: only the user `robot` with the password `secret` gets in. */
export async function startRegistry(program: string, { guarded = false } = {}): Promise<TestRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'tug-registry-'));
  const host = `127.0.0.1:${await freePort(new Set())}`;
  await writeFile(join(directory, 'htpasswd'), `${robot}\n`);
  const auth = guarded ? { auth: { htpasswd: { realm: 'test', path: join(directory, 'htpasswd') } } } : {};
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { inmemory: {}, delete: { enabled: true } },
    http: { addr: host },
    ...auth,
  };
  await writeFile(join(directory, 'config.yml'), JSON.stringify(config));
  const child = spawn(program, ['serve', join(directory, 'config.yml')], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none' },
  });
  await answering(`http://${host}/v2/`);
  return {
    host,
    stop: async () => {
      child.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await fetch(url).catch(() => undefined);
    if (response) return;
    await sleep(50);
  }
  throw new Error(`no answer from ${url}`);
}
