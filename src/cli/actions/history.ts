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
      const releases = await listReleases(world.api, ref);
      if (releases.length === 0 && (await readLedger(world.api, ref)).release === 0) {
        throw new Problem('NotFound', `there is no App ${ref.name} in namespace ${ref.namespace}`, {
          hint: 'see tug apps -A',
        });
      }
      if (await printData({ releases }, given.output)) return;
      const rows = releases.map((r) => [
        String(r.release),
        r.verdict,
        age(r.when, world.now()),
        r.revision.slice(0, 24),
        r.who,
        changesOf(r.summary),
        r.message,
      ]);
      process.stdout.write(
        `${table([['RELEASE', 'VERDICT', 'AGE', 'REVISION', 'WHO', 'CHANGES', 'MESSAGE'], ...rows])}\n`,
      );
    },
  );
}

function changesOf(summary: Readonly<Record<string, number>>): string {
  const changed = Object.entries(summary).filter(
    ([action, count]) => count > 0 && action !== 'unchanged' && action !== 'keep',
  );
  return changed.map(([action, count]) => `${count} ${action}`).join(', ') || 'none';
}
