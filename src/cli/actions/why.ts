import { explain, type Explanation } from '../../app/inspect/explain.ts';
import { holdOf, holdText } from '../../app/hold.ts';
import { findPulled, type Pulled } from '../../app/pulled/object.ts';
import { standingOf } from '../../app/pulled/standing.ts';
import { refText } from '../../kube/object.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { table } from '../print/table.ts';
import { refData } from '../print/verdict.ts';
import { withWorld } from '../session.ts';

/** `tug why deploy/web`. */
export async function why(word: string, given: ClusterOptions & { readonly output: Output }): Promise<void> {
  await withWorld(
    given,
    () => {},
    async (world) => {
      const found = await explain(word, world);
      const pulled = found.app && (await findPulled(world.api, found.app));
      const { ref, health, app, from, drift, managers, reason, events } = found;
      const data = {
        object: refData(ref),
        app: app ?? null,
        way: app ? (pulled ? 'pull' : 'push') : null,
        from: from ? refData(from) : null,
        health: health.status,
        message: health.message,
        reason: reason ?? null,
        drift: drift ?? null,
        managers,
        events,
      };
      if (await printData(data, given.output)) return;
      const lines = [
        `${refText(ref)} is ${health.status}${health.message ? `: ${health.message}` : ''}`,
        ...(reason && reason !== health.message ? [`  ${reason.replaceAll('\n', '\n  ')}`] : []),
        belongingText(found),
        ...(pulled ? [operatorText(pulled, world.now())] : []),
        '',
        table([
          ['MANAGER', 'OPERATION', 'SINCE', 'FIELDS'],
          ...managers.map((m) => [m.manager, m.operation, m.time, String(m.fields)]),
        ]),
        ...(events.length > 0
          ? ['', table([['LAST SEEN', 'REASON', 'EVENT'], ...events.map((e) => [e.when, e.reason, e.message])])]
          : []),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    },
  );
}

function operatorText(app: Pulled, now: number): string {
  const hold = holdOf(app.annotations, now);
  const { reason, message } = standingOf(app);
  const said = hold ? `, and is ${holdText(hold, now)}` : `: ${reason}${message ? `, ${message}` : ''}`;
  return `An operator pulls that App${said}.`.replace(/\.\.$/, '.');
}

function belongingText({ app, from, drift }: Explanation): string {
  if (!app) return 'It is no member of an App.';
  const name = `App ${app.namespace}/${app.name}`;
  if (from) return `It comes from ${refText(from)}, a member of ${name}.`;
  return `It is a member of ${name}${drift ? `, and it drifted: ${drift}` : ''}.`;
}
