import { explain } from '../../app/explain.ts';
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
      const { ref, health, app, drift, managers, reason, events } = found;
      const data = {
        object: refData(ref),
        app: app ?? null,
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
        app
          ? `It is a member of App ${app.namespace}/${app.name}${drift ? `, and it drifted: ${drift}` : ''}.`
          : 'It is no member of an App.',
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
