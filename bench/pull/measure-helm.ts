import type { Bench } from '../lib/bench.ts';
import type { MeasuredHelm } from './measured.ts';
import { floorOf } from './measure-tug.ts';
import { declared, firstSync } from './parts/first.ts';
import { chartFiles, helmLoop, helmSpec, releases } from './parts/helm.ts';
import { inFreshPlace } from './place.ts';
import { tug as contender } from './tug/contender.ts';

const count = 200;

/** The same chart released often, by the operator and by Helm itself. */
export async function measureHelm(bench: Bench): Promise<MeasuredHelm> {
  const helm = await inFreshPlace(bench, (place) => helmLoop(place, releases(count)));
  bench.say(`${count} releases: helm ${helm.toFixed(2)} s`);
  return await inFreshPlace(bench, async (place) => {
    const floor = await floorOf(place, count);
    const tug = await contender(place);
    const commit = await place.git.commit(chartFiles());
    const service = await tug.start();
    const observed = await declared(place, tug);
    try {
      const declare: typeof tug.declare = (unit) => tug.declare(unit, { spec: helmSpec(unit) });
      const startCpu = service.cpuSeconds();
      const seconds = await firstSync(place, { ...tug, declare }, observed, releases(count), commit);
      bench.say(`${count} releases: tug ${seconds.toFixed(2)} s`);
      const cost = { cpuSeconds: service.cpuSeconds() - startCpu, peakBytes: service.peakBytes() };
      return { releases: count, floor, tug: seconds, helm, cost };
    } finally {
      await observed.end();
      await service.stop();
    }
  });
}
