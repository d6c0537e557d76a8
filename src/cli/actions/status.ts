import { statusOf } from '../../app/inspect/status.ts';
import { refText } from '../../kube/object.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { table } from '../print/table.ts';
import { refData } from '../print/verdict.ts';
import { appRef, withWorld } from '../session.ts';

/** `tug status`: one row a member, with what is wrong first. */
export async function status(name: string, given: ClusterOptions & { readonly output: Output }): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const { ledger, members } = await statusOf(appRef(name, world.api), world);
      const data = {
        app: ledger.app,
        release: ledger.release,
        verdict: ledger.last?.verdict ?? null,
        revision: ledger.revision,
        members: members.map(({ ref, health, drift }) => ({
          object: refData(ref),
          health: health.status,
          message: health.message,
          drift: drift ?? null,
        })),
      };
      if (await printData(data, given.output)) return;
      const drifted = members.filter(({ drift }) => drift).length;
      process.stdout.write(
        `${ledger.app.namespace}/${ledger.app.name}: release ${ledger.release} ${ledger.last?.verdict ?? ''}, ${members.length} members${drifted > 0 ? `, ${drifted} drifted` : ''}\n\n`,
      );
      const rows = members.map(({ ref, health, drift }) => [
        refText(ref),
        health.status,
        drift ? 'drifted' : '',
        health.message || (drift ?? ''),
      ]);
      process.stdout.write(`${table([['MEMBER', 'HEALTH', 'DRIFT', 'MESSAGE'], ...rows])}\n`);
    },
  );
}
