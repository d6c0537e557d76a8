import type { Bench } from '../lib/bench.ts';
import { filesOf, fleet } from './fleet.ts';
import { flux as contender } from './flux/contender.ts';
import { emptyMeasured, type Measured } from './measured.ts';
import { chain } from './parts/chain.ts';
import { declared, firstSync, keysOf } from './parts/first.ts';
import { touchedCommits } from './parts/touched.ts';
import { untouchedCommit } from './parts/untouched.ts';
import { inFreshPlace } from './place.ts';

const timeoutMs = 3_600_000;

/** Each of its answers to a commit is a reconciliation of the whole fleet, so it is asked for few of them. */
const commits = 3;

export const measureFlux = (bench: Bench, size: number): Promise<Measured> =>
  inFreshPlace(bench, async (place) => {
    const { git } = place;
    const wants = (part: Bench['pull']['parts'][number]): boolean => bench.pull.parts.includes(part);
    const flux = await contender(place);
    const measured = emptyMeasured(flux.name, size);
    const units = fleet(size);
    const commit = await git.commit(filesOf(units));
    await flux.announce(commit);
    const service = await flux.start();
    const observed = await declared(place, flux);
    const steady = (made: string): Promise<number> =>
      observed.until('Flux has seen the commit', keysOf(units), (object) => flux.isReady(object, made), timeoutMs);
    try {
      const startCpu = service.cpuSeconds();
      measured.firstSync.push(await firstSync(place, flux, observed, units, commit));
      measured.firstCpu.push(service.cpuSeconds() - startCpu);
      bench.say(`${size} Apps: Flux ${measured.firstSync.at(-1)?.toFixed(2)} s`);
      if (wants('untouched')) {
        measured.untouched.push(await untouchedCommit(place, (made) => flux.announce(made), steady));
        bench.say(`${size} Apps: Flux, a commit that touches nothing ${measured.untouched[0]?.seconds.toFixed(2)} s`);
      }
      if (wants('touched')) {
        measured.touched = await touchedCommits(place, units, commits, async (made) => {
          await flux.announce(made);
          const seen = Date.now();
          // The next commit should not meet what this one has set off.
          await steady(made);
          return () => seen;
        });
        bench.say(`${size} Apps: Flux, commits that touch one ${measured.touched.fromSeen.join(' ')} ms`);
      }
      // How long a chain takes does not depend on how many others there are, once these are done.
      if (wants('chain') && size === Math.min(...bench.pull.peerSizes)) {
        measured.chain = await chain(place, flux, observed);
        bench.say(`${size} Apps: Flux, a chain ${measured.chain.toFixed(2)} s`);
      }
      measured.peakBytes = service.peakBytes();
      return measured;
    } finally {
      await observed.end();
      await service.stop();
      await flux.close();
    }
  });
