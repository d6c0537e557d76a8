import { listLedgers } from '../../app/ledger/store.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { age, table } from '../print/table.ts';
import { withWorld } from '../session.ts';

interface AppsOptions extends ClusterOptions {
  readonly allNamespaces?: boolean;
  readonly output: Output;
}

export async function apps(given: AppsOptions): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const ledgers = await listLedgers(world.api, given.allNamespaces ? undefined : world.api.namespace);
      const rows = ledgers.map(({ app, entries, release, revision, last }) => ({
        ...app,
        release,
        verdict: last?.verdict ?? null,
        when: last?.when ?? null,
        revision,
        members: entries.size,
      }));
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
