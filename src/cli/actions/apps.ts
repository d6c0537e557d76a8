import { type ListedApp, listApps } from '../../app/inspect/apps.ts';
import { standingOf } from '../../app/pulled/standing.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { pulledData } from '../print/pulled.ts';
import { age, table } from '../print/table.ts';
import { withWorld } from '../session.ts';

interface AppsOptions extends ClusterOptions {
  readonly allNamespaces?: boolean;
  readonly output: Output;
}

/** `tug apps`: one row an App, pushed and pulled. */
export async function apps(given: AppsOptions): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const found = await listApps(given.allNamespaces ? undefined : world.api.namespace, world);
      if (await printData({ apps: found.map(dataOf) }, given.output)) return;
      if (found.length === 0) {
        process.stdout.write(given.allNamespaces ? 'no Apps\n' : `no Apps in namespace ${world.api.namespace}\n`);
        return;
      }
      const heading = ['NAMESPACE', 'NAME', 'WAY', 'VERDICT', 'READY', 'RELEASE', 'MEMBERS', 'AGE', 'REVISION'];
      process.stdout.write(`${table([heading, ...found.map((app) => cellsOf(app, world.now()))])}\n`);
    },
  );
}

function dataOf({ ref, ledger, pulled, hold }: ListedApp): unknown {
  return {
    ...ref,
    way: pulled ? 'pull' : 'push',
    release: ledger?.release ?? 0,
    verdict: ledger?.last?.verdict ?? null,
    when: ledger?.last?.when ?? null,
    revision: ledger?.revision ?? '',
    members: ledger?.entries.size ?? 0,
    hold: hold ?? null,
    pull: pulled ? pulledData(pulled) : null,
  };
}

function cellsOf({ ref, ledger, pulled, hold }: ListedApp, now: number): string[] {
  const { last } = ledger ?? {};
  return [
    ref.namespace,
    ref.name,
    pulled ? 'pull' : 'push',
    last?.verdict ?? '',
    hold ? 'held' : pulled ? readyText(pulled) : '',
    String(ledger?.release ?? 0),
    String(ledger?.entries.size ?? 0),
    last ? age(last.when, now) : '',
    (ledger?.revision ?? '').slice(0, 24),
  ];
}

function readyText(pulled: NonNullable<ListedApp['pulled']>): string {
  const { kind, reason } = standingOf(pulled);
  return kind === 'ready' ? 'yes' : `no: ${reason}`;
}
