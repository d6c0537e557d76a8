import { removeApp } from '../../app/remove.ts';
import { approver, consentOf } from '../consent.ts';
import { exitOfVerdict } from '../exit.ts';
import type { ClusterOptions, ConsentOptions, Output } from '../options.ts';
import { printEnded } from '../print/ended.ts';
import { progressView } from '../print/progress.ts';
import { appRef, withWorld } from '../session.ts';

type DeleteOptions = ClusterOptions & ConsentOptions & { readonly output: Output; readonly timeout: string };

export async function deleteApp(name: string, given: DeleteOptions): Promise<void> {
  const view = progressView(given.output);
  await withWorld(given, view.onProgress, async (world) => {
    try {
      const ended = await removeApp(
        {
          ref: appRef(name, world.api),
          consent: consentOf(given),
          timeout: given.timeout,
          approve: approver(given, 'Delete all of it?'),
        },
        world,
      );
      view.end();
      await printEnded([ended], given.output, 'deleted');
      process.exitCode = exitOfVerdict(ended.verdict);
    } finally {
      view.end();
    }
  });
}
