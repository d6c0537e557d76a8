/**
 * `npm run bench [-- NAME…] [--sizes 500,2000] [--rounds 3] [--record]`: every figure the documentation quotes, with its floor and its
 * peers beside it, from one run on one machine. `--record` writes them to docs/performance.md.
 * `pull` takes also `--parts untouched,drift,…` (all), `--peer-sizes 100,500` (at which Flux is beside it) and `--idle SECONDS` (300).
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { down, ensureSandbox } from '../sandbox/index.ts';
import { buildGo } from '../src/lib/go.ts';
import { cli } from './cli.ts';
import { readAccess } from './lib/access.ts';
import type { Benchmark } from './lib/bench.ts';
import { machine } from './lib/machine.ts';
import { record } from './lib/record.ts';
import { type Report, terminalText } from './lib/report.ts';
import { parts } from './pull/part.ts';
import { pull } from './pull/pull.ts';
import { push } from './push.ts';

const benchmarks: Record<string, Benchmark> = {
  cli: { run: cli, sizes: [] },
  push: { run: push, sizes: [500, 2_000] },
  pull: { run: pull, sizes: [100, 500, 1_000] },
};
const root = join(import.meta.dirname, '..');
const say = (line: string): void => console.error(`bench: ${line}`);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string' },
    parts: { type: 'string', default: parts.join(',') },
    'peer-sizes': { type: 'string', default: '100,500' },
    idle: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
    record: { type: 'boolean', default: false },
  },
});
const chosen = positionals.length > 0 ? positionals : Object.keys(benchmarks);
const unknown = chosen.filter((name) => !benchmarks[name]);
if (unknown.length > 0) {
  throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}`);
}

const helm = async (): Promise<string> => {
  const directory = join(root, 'sandbox', 'modules', 'helm');
  const programs = { helm: 'helm.sh/helm/v4/cmd/helm' };
  const ldflags = '-s -w -X helm.sh/helm/v4/internal/version.version=v4.3.1';
  return join(await buildGo({ name: 'helm', directory, programs, ldflags, cache: 'sandbox', onProgress: say }), 'helm');
};

const numbers = (text: string): number[] => text.split(',').filter(Boolean).map(Number);

async function run(name: string, { run: measure, sizes }: Benchmark): Promise<Report[]> {
  const sandbox = await ensureSandbox(`bench-${name}`, say);
  const directory = await mkdtemp(join(tmpdir(), 'tug-bench-'));
  try {
    return await measure({
      tug: { program: process.execPath, args: [join(root, 'dist', 'tug.js')] },
      kubectl: sandbox.kubectl,
      helm,
      sandbox: sandbox.name,
      kubeconfig: sandbox.kubeconfig,
      access: await readAccess(sandbox.kubeconfig),
      directory,
      env: { PATH: process.env.PATH, HOME: directory, XDG_CACHE_HOME: join(directory, 'cache') },
      rounds: Number(values.rounds),
      sizes: values.sizes === undefined ? sizes : numbers(values.sizes),
      pull: {
        parts: parts.filter((part) => values.parts.split(',').includes(part)),
        peerSizes: numbers(values['peer-sizes']),
        idleSeconds: Number(values.idle),
      },
      say,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
    await down(sandbox.name);
  }
}

say('bundling');
await promisify(execFile)('rolldown', ['-c', 'rolldown.config.ts'], { cwd: root });
const reports = new Map<string, Report[]>();
for (const name of chosen) {
  const benchmark = benchmarks[name];
  if (benchmark) reports.set(name, await run(name, benchmark));
}
const where = await machine();
const all = [...reports.values()].flat();
console.log(`${all.map(terminalText).join('\n')}\n\n${where}`);
if (values.record) {
  const path = join(root, 'docs', 'performance.md');
  for (const [name, found] of reports) await record(path, name, found, where);
}
if (all.some((report) => report.bounds.some((bound) => !bound.holds))) process.exitCode = 1;
