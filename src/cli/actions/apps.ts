import { listLedgers } from '../../app/ledger/store.ts';
import { listReleases } from '../../app/release/store.ts';
import { mapConcurrent } from '../../lib/async.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { age, table } from '../print/table.ts';
import { withWorld } from '../session.ts';

interface AppsOptions extends ClusterOptions {
  readonly allNamespaces?: boolean;
  readonly output: Output;
}

const readsAtOnce = 8;

export async function apps(given: AppsOptions): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const ledgers = await listLedgers(world.api, given.allNamespaces ? undefined : world.api.namespace);
      const rows = await mapConcurrent(ledgers, readsAtOnce, async ({ app, entries, release, revision }) => {
        const newest = (await listReleases(world.api, app))[0];
        return {
          ...app,
          release,
          verdict: newest?.verdict ?? null,
          when: newest?.when ?? null,
          revision,
          members: entries.size,
        };
      });
      if (await printData({ apps: rows }, given.output)) return;
      if (rows.length === 0) {
        process.stdout.write(given.allNamespaces ? 'no Apps\n' : `no Apps in namespace ${world.api.namespace}\n`);
        return;
      }
      const cells = rows.map((r) => [
        r.namespace,
        r.name,
        r.verdict ?? '',
        String(r.release),
        String(r.members),
        r.when ? age(r.when, world.now()) : '',
        r.revision.slice(0, 24),
      ]);
      process.stdout.write(
        `${table([['NAMESPACE', 'NAME', 'VERDICT', 'RELEASE', 'MEMBERS', 'AGE', 'REVISION'], ...cells])}\n`,
      );
    },
  );
}
