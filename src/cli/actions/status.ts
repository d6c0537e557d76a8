import { type MemberStatus, noApp, statusBy } from '../../app/inspect/status.ts';
import { holdOf, holdText } from '../../app/hold.ts';
import { readLedger } from '../../app/ledger/store.ts';
import { findPulled } from '../../app/pulled/object.ts';
import { refText } from '../../kube/object.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { pulledData, pulledText } from '../print/pulled.ts';
import { table } from '../print/table.ts';
import { refData } from '../print/verdict.ts';
import { appRef, withWorld } from '../session.ts';

/** `tug status`: what an operator says of it, then one row a member, with what is wrong first. */
export async function status(name: string, given: ClusterOptions & { readonly output: Output }): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const ref = appRef(name, world.api);
      const [ledger, pulled] = await Promise.all([readLedger(world.api, ref), findPulled(world.api, ref)]);
      const deployed = ledger.resourceVersion !== undefined;
      if (!deployed && !pulled) throw noApp(ref);
      const { members } = deployed ? await statusBy(ledger, world) : { members: [] };
      const now = world.now();
      const hold = holdOf(pulled?.annotations, now) ?? holdOf(ledger.annotations, now);
      const data = {
        app: ledger.app,
        way: pulled ? 'pull' : 'push',
        release: ledger.release,
        verdict: ledger.last?.verdict ?? null,
        revision: ledger.revision,
        hold: hold ?? null,
        pull: pulled ? pulledData(pulled) : null,
        members: members.map(({ ref: member, health, drift }) => ({
          object: refData(member),
          health: health.status,
          message: health.message,
          drift: drift ?? null,
        })),
      };
      if (await printData(data, given.output)) return;
      const of = `${ref.namespace}/${ref.name}`;
      const head = deployed ? `release ${ledger.release} ${ledger.last?.verdict ?? ''}, ` : 'not deployed yet, ';
      process.stdout.write(`${of}: ${head}${countText(members)}\n`);
      if (pulled) process.stdout.write(`\n${pulledText(pulled, hold, now)}\n`);
      else if (hold) process.stdout.write(`${holdText(hold, now)}\n`);
      if (members.length > 0) process.stdout.write(`\n${memberTable(members)}\n`);
    },
  );
}

function countText(members: readonly MemberStatus[]): string {
  const drifted = members.filter(({ drift }) => drift).length;
  return `${members.length} members${drifted > 0 ? `, ${drifted} drifted` : ''}`;
}

function memberTable(members: readonly MemberStatus[]): string {
  const rows = members.map(({ ref, health, drift }) => [
    refText(ref),
    health.status,
    drift ? 'drifted' : '',
    health.message || (drift ?? ''),
  ]);
  return table([['MEMBER', 'HEALTH', 'DRIFT', 'MESSAGE'], ...rows]);
}
