/** Fresh objects and unchanged ones, by tug, by its peers, and by a bare loop of the same requests. */
import { type Contender, type Content, contenders } from './contenders.ts';
import type { Bench } from './lib/bench.ts';
import { objects, writeContent } from './lib/content.ts';
import { floor } from './lib/floor.ts';
import { createNamespace, settled } from './lib/namespace.ts';
import { countingProxy } from './lib/proxy.ts';
import type { Report } from './lib/report.ts';
import { median, megabytes, seconds, times } from './lib/stats.ts';
import { measure, type Usage } from './lib/usage.ts';

/** As many requests at once as tug sends. */
const concurrency = 24;

interface Runs {
  readonly name: string;
  readonly fresh: Usage[];
  readonly again: Usage[];
  readonly requests: { fresh: number; again: number };
}

export async function push(bench: Bench): Promise<Report[]> {
  const rivals = await contenders(bench);
  const reports: Report[] = [];
  for (const size of bench.sizes) reports.push(...(await ofSize(bench, rivals, size)));
  return reports;
}

async function ofSize(bench: Bench, rivals: readonly Contender[], size: number): Promise<Report[]> {
  const content = await writeContent(size, bench.directory);
  const counted = await count(bench, rivals, content, size);
  const runs: Runs[] = counted.map(({ name, requests }) => ({ name, requests, fresh: [], again: [] }));
  const floors: number[] = [];
  const renders: Usage[] = [];
  const dryRuns = (counted[0]?.dryRuns ?? 0) >= size;
  for (let round = 1; round <= bench.rounds; round++) {
    const namespace = await createNamespace(bench);
    floors.push(await floor(bench.access, objects(size), { namespace, concurrency, dryRuns }));
    bench.say(`${size} objects, round ${round}: floor ${seconds(floors.at(-1) ?? 0)}`);
    // The controllers work on what the floor made for a while; who comes next must not pay for it.
    await settled(bench, namespace);
    for (const [index, rival] of rivals.entries()) {
      const run = runs[index];
      if (!run) continue;
      const own = await createNamespace(bench);
      const command = rival.command(content, own, bench.kubeconfig);
      run.fresh.push(await measure(command));
      await settled(bench, own);
      run.again.push(await measure(command));
      bench.say(
        `${size} objects, round ${round}: ${rival.name} ${[run.fresh, run.again].map((u) => seconds(u.at(-1)?.seconds ?? 0)).join(', again ')}`,
      );
    }
    const { program, args } = bench.tug;
    renders.push(await measure({ program, args: [...args, 'render', content.plain], env: bench.env }));
  }
  return [freshReport(size, runs, median(floors), dryRuns), againReport(size, runs, median(wall(renders)))];
}

/** The requests of each contender, seen by a proxy in a round of its own that no figure is taken from. */
async function count(
  bench: Bench,
  rivals: readonly Contender[],
  content: Content,
  size: number,
): Promise<{ name: string; dryRuns: number; requests: Runs['requests'] }[]> {
  const proxy = await countingProxy(bench.access, bench.directory);
  const counts = [];
  try {
    for (const { name, command } of rivals) {
      const namespace = await createNamespace(bench);
      const counted = command(content, namespace, proxy.kubeconfig);
      await measure(counted);
      const fresh = proxy.take();
      await settled(bench, namespace);
      await measure(counted);
      const again = proxy.take().length;
      const dryRuns = fresh.filter((line) => line.includes('dryRun=')).length;
      counts.push({ name, dryRuns, requests: { fresh: fresh.length, again } });
      bench.say(`${size} objects: ${name} made ${fresh.length} requests (${dryRuns} of them dry runs), again ${again}`);
    }
  } finally {
    await proxy.close();
  }
  return counts;
}

const wall = (runs: readonly Usage[]): number[] => runs.map((run) => run.seconds);
const cpu = (runs: readonly Usage[]): number[] => runs.map((run) => run.cpuSeconds);
const peak = (runs: readonly Usage[]): string => megabytes(Math.max(...runs.map((run) => run.peakBytes)));

function freshReport(size: number, runs: readonly Runs[], floorSeconds: number, dryRuns: boolean): Report {
  const ratio = (run: Runs): number => median(wall(run.fresh)) / floorSeconds;
  const tug = runs[0];
  return {
    title: `${size} fresh objects`,
    text: `Whole process, medians of ${runs[0]?.fresh.length} rounds, nothing waits for health. The floor is ${dryRuns ? 'a dry run and ' : ''}one server-side apply an object, ${concurrency} at once, sent by a bare loop that does nothing else. CPU is that of the client.`,
    columns: ['', 'time', 'of the floor', 'CPU', 'requests', 'peak memory'],
    rows: [
      ['floor', seconds(floorSeconds), times(1), '', String(size * (dryRuns ? 2 : 1)), ''],
      ...runs.map((run) => [
        run.name,
        seconds(median(wall(run.fresh))),
        times(ratio(run)),
        seconds(median(cpu(run.fresh))),
        String(run.requests.fresh),
        peak(run.fresh),
      ]),
    ],
    bounds: tug
      ? [
          {
            claim: `a push of ${size} fresh objects takes at most 1.3x the floor`,
            found: times(ratio(tug)),
            holds: ratio(tug) <= 1.3,
          },
        ]
      : [],
  };
}

function againReport(size: number, runs: readonly Runs[], renderSeconds: number): Report {
  const tug = runs[0];
  const after = tug ? median(wall(tug.again)) - renderSeconds : 0;
  const bounds = tug && [
    {
      claim: 'a push that changes nothing makes at most 10 requests',
      found: `${tug.requests.again}`,
      holds: tug.requests.again <= 10,
    },
    { claim: 'and takes at most 1 s beyond rendering', found: seconds(after), holds: after <= 1 },
  ];
  return {
    title: `${size} unchanged objects`,
    text: `The same command once more in the same namespace, after the controllers have seen its objects. Rendering is what \`tug render\` of the same files takes as a process: ${seconds(renderSeconds)}.`,
    columns: ['', 'time', 'CPU', 'requests', 'peak memory'],
    rows: runs.map((run) => [
      run.name,
      seconds(median(wall(run.again))),
      seconds(median(cpu(run.again))),
      String(run.requests.again),
      peak(run.again),
    ]),
    bounds: bounds ?? [],
  };
}
