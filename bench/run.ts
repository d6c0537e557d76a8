/**
 * `npm run bench [-- NAME…] [--sizes 500,2000] [--rounds 3] [--record]`: every figure the documentation quotes, with its floor and its
 * peers beside it, from one run on one machine. `--record` writes them to docs/performance.md.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { down, ensureSandbox } from '../sandbox/index.ts';
import { buildGo } from '../src/lib/go.ts';
import { cli } from './cli.ts';
import { readAccess } from './lib/access.ts';
import type { Benchmark } from './lib/bench.ts';
import { machine } from './lib/machine.ts';
import { markdown, type Report, terminalText } from './lib/report.ts';
import { push } from './push.ts';

const benchmarks: Record<string, Benchmark> = { cli, push };
const root = join(import.meta.dirname, '..');
const say = (line: string): void => console.error(`bench: ${line}`);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '500,2000' },
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

async function run(): Promise<Report[]> {
  say('bundling');
  await promisify(execFile)('rolldown', ['-c', 'rolldown.config.ts'], { cwd: root });
  const sandbox = await ensureSandbox('bench', say);
  const directory = await mkdtemp(join(tmpdir(), 'tug-bench-'));
  try {
    const env = { PATH: process.env.PATH, HOME: directory, XDG_CACHE_HOME: join(directory, 'cache') };
    const reports: Report[] = [];
    for (const name of chosen) {
      const made = await benchmarks[name]?.({
        tug: { program: process.execPath, args: [join(root, 'dist', 'tug.js')] },
        kubectl: sandbox.kubectl,
        helm,
        kubeconfig: sandbox.kubeconfig,
        access: await readAccess(sandbox.kubeconfig),
        directory,
        env,
        rounds: Number(values.rounds),
        sizes: values.sizes.split(',').map(Number),
        say,
      });
      reports.push(...(made ?? []));
    }
    return reports;
  } finally {
    await rm(directory, { recursive: true, force: true });
    await down(sandbox.name);
  }
}

const reports = await run();
const where = await machine();
console.log(`${reports.map(terminalText).join('\n')}\n\n${where}`);
if (values.record) {
  const text = `# Performance\n\nWritten by \`npm run bench -- --record\`: ${where}.\n\n${reports.map(markdown).join('\n')}`;
  await writeFile(join(root, 'docs', 'performance.md'), text);
}
if (reports.some((report) => report.bounds.some((bound) => !bound.holds))) process.exitCode = 1;
