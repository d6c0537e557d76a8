import { noApp } from '../../app/inspect/status.ts';
import type { AppRef } from '../../app/ledger/ledger.ts';
import { findPulled } from '../../app/pulled/object.ts';
import type { Release } from '../../app/release/release.ts';
import type { PastDeploy } from '../../app/spec/schema/status.ts';
import type { World } from '../../app/world.ts';
import { listReleases } from '../../app/release/store.ts';
import { readLedger } from '../../app/ledger/store.ts';
import { Problem } from '../../lib/errors.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { age, table } from '../print/table.ts';
import { appRef, withWorld } from '../session.ts';

/** `tug history`: newest first. */
export async function history(name: string, given: ClusterOptions & { readonly output: Output }): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const ref = appRef(name, world.api);
      const releases = await releasesOf(ref, world);
      if (releases.length === 0 && (await readLedger(world.api, ref)).release === 0) {
        if (!(await findPulled(world.api, ref))) throw noApp(ref);
      }
      if (await printData({ releases }, given.output)) return;
      if (releases.length === 0) {
        process.stdout.write(`${ref.namespace}/${ref.name} has no releases yet\n`);
        return;
      }
      const rows = releases.map((r) => [
        String(r.release),
        r.verdict,
        age(r.when, world.now()),
        r.revision.slice(0, 24),
        r.who ?? '',
        r.summary ? changesOf(r.summary) : '',
        r.message,
      ]);
      process.stdout.write(
        `${table([['RELEASE', 'VERDICT', 'AGE', 'REVISION', 'WHO', 'CHANGES', 'MESSAGE'], ...rows])}\n`,
      );
    },
  );
}

/** What an operator keeps of a deploy in the status of an App is less, and needs no right to list Secrets. */
type Shown = PastDeploy & Partial<Pick<Release, 'who' | 'summary'>>;

async function releasesOf(ref: AppRef, world: World): Promise<readonly Shown[]> {
  try {
    return await listReleases(world.api, ref);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'Forbidden') throw error;
    const pulled = await findPulled(world.api, ref);
    if (!pulled) throw error;
    world.onWarning(`${error.message}: this is what the operator remembers`);
    return pulled.status.history;
  }
}

function changesOf(summary: Readonly<Record<string, number>>): string {
  const changed = Object.entries(summary).filter(
    ([action, count]) => count > 0 && action !== 'unchanged' && action !== 'keep',
  );
  return changed.map(([action, count]) => `${count} ${action}`).join(', ') || 'none';
}
