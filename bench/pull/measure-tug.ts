import type { Bench } from '../lib/bench.ts';
import { floor } from '../lib/floor.ts';
import { settled } from '../lib/namespace.ts';
import { quantile } from '../lib/stats.ts';
import { filesOf, fleet, placed } from './fleet.ts';
import { emptyMeasured, type Measured } from './measured.ts';
import { chain, chainLength } from './parts/chain.ts';
import { drift } from './parts/drift.ts';
import { declared, firstSync } from './parts/first.ts';
import { idle, restart } from './parts/restart.ts';
import { touchedCommits } from './parts/touched.ts';
import { untouchedCommit } from './parts/untouched.ts';
import { concurrency, createNamespace, inFreshPlace } from './place.ts';
import { tug as contender } from './tug/contender.ts';
import { hasSeenCommit, isSteady } from './tug/steady.ts';
import type { Place } from './types.ts';

const untouchedRounds = 5;
const commits = 50;
const edits = 200;

/** A dry run and a write for each object, in namespaces of their own, and no more of it under way when this resolves. */
export async function floorOf({ bench, access, client, kubeconfig, kubectl }: Place, size: number): Promise<number> {
  const place = (namespace: string): string => namespace.replace('bench', 'floor');
  const units = fleet(size, 'floor').map((unit) => ({ ...unit, namespace: place(unit.namespace) }));
  const namespaces = [...new Set(units.map(({ namespace }) => namespace))];
  for (const namespace of namespaces) await createNamespace(client, namespace);
  // An API server that has never seen these kinds learns them first.
  const warm = fleet(10, 'warm').map((unit) => ({ ...unit, namespace: place(unit.namespace) }));
  await floor(
    access,
    warm.flatMap((unit) => placed(unit)),
    { concurrency, dryRuns: true },
  );
  const objects = units.flatMap((unit) => placed(unit));
  const seconds = await floor(access, objects, { concurrency, dryRuns: true });
  for (const namespace of namespaces) await settled({ ...bench, kubeconfig, kubectl }, namespace);
  return seconds;
}

/** As many rounds of the first sync as asked for, each in a sandbox of its own; all else with the fleet of the last one. */
export async function measureTug(bench: Bench, size: number): Promise<{ floors: number[]; measured: Measured }> {
  const measured = emptyMeasured('tug operator', size);
  const floors: number[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    await inFreshPlace(bench, async (place) => {
      floors.push(await floorOf(place, size));
      bench.say(`${size} Apps, round ${round}: floor ${floors.at(-1)?.toFixed(2)} s`);
      await oneRound(place, measured, round === bench.rounds);
    });
  }
  return { floors, measured };
}

async function oneRound(place: Place, measured: Measured, isLast: boolean): Promise<void> {
  const { bench, git } = place;
  const { size } = measured;
  const wants = (part: Bench['pull']['parts'][number]): boolean => isLast && bench.pull.parts.includes(part);
  const tug = await contender(place);
  const units = fleet(size);
  const commit = await git.commit(filesOf(units));
  let service = await tug.start();
  const observed = await declared(place, tug);
  try {
    const startCpu = service.cpuSeconds();
    measured.firstSync.push(await firstSync(place, tug, observed, units, commit));
    measured.firstCpu.push(service.cpuSeconds() - startCpu);
    bench.say(`${size} Apps: tug ${measured.firstSync.at(-1)?.toFixed(2)} s`);
    await isSteady(tug, size);
    if (wants('untouched')) {
      for (let round = 0; round < untouchedRounds; round++) {
        const steady = hasSeenCommit(tug, git);
        measured.untouched.push(await untouchedCommit(place, (made) => tug.announce(made), steady));
      }
      bench.say(
        `${size} Apps: commits that touch nothing ${measured.untouched.map((u) => u.seconds.toFixed(2)).join(' ')}`,
      );
    }
    if (wants('touched')) {
      measured.touched = await touchedCommits(place, units, commits, async (made) => {
        const told = Date.now();
        await tug.announce(made);
        return () => git.toldSince(told);
      });
      bench.say(`${size} Apps: commits that touch one, p95 ${quantile(measured.touched.fromSeen, 0.95)} ms`);
    }
    if (wants('drift')) {
      measured.drift = await drift(place, units, edits);
      const { byKind, left } = measured.drift;
      const p95 = quantile([...byKind.values()].flat(), 0.95);
      bench.say(
        `${size} Apps: ${edits} edits, p95 ${Math.round(p95)} ms, not repaired: ${[...left.keys()].join(', ') || 'none'}`,
      );
    }
    let apps = size;
    if (wants('chain')) {
      measured.chain = await chain(place, tug, observed);
      apps += chainLength;
      bench.say(`${size} Apps: a chain ${measured.chain.toFixed(2)} s`);
    }
    if (wants('restart')) {
      await isSteady(tug, apps);
      for (let round = 0; round < 3; round++) {
        measured.peakBytes = Math.max(measured.peakBytes, service.peakBytes());
        await service.stop();
        const again = await restart(place, tug, () => isSteady(tug, apps));
        service = again.service;
        measured.restarts.push(again.restarted);
      }
      bench.say(`${size} Apps: restarts ${measured.restarts.map(({ seconds }) => seconds.toFixed(2)).join(' ')}`);
    }
    measured.peakBytes = Math.max(measured.peakBytes, service.peakBytes());
    if (wants('idle') && size === Math.max(...bench.sizes)) {
      await service.stop();
      measured.idle = await idle(place, tug, () => isSteady(tug, apps), bench.pull.idleSeconds);
    }
  } catch (error) {
    bench.say(service.lines.slice(-20).join('\n'));
    throw error;
  } finally {
    await observed.end();
    await service.stop();
  }
}
