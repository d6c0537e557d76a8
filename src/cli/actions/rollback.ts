import { rollback as rollbackApp } from '../../app/rollback.ts';
import { approver, consentOf } from '../consent.ts';
import { exitOfVerdict } from '../exit.ts';
import type { ClusterOptions, ConsentOptions, Output } from '../options.ts';
import { printEnded } from '../print/ended.ts';
import { progressView } from '../print/progress.ts';
import { appRef, withWorld } from '../session.ts';

type RollbackOptions = ClusterOptions & ConsentOptions & { readonly output: Output };

export async function rollback(name: string, release: number | undefined, given: RollbackOptions): Promise<void> {
  const view = progressView(given.output);
  await withWorld(given, view.onProgress, async (world) => {
    try {
      const ended = await rollbackApp(
        {
          ref: appRef(name, world.api),
          release,
          consent: consentOf(given),
          until: 'verdict',
          approve: approver(given, 'Roll back?'),
        },
        world,
      );
      view.end();
      await printEnded([ended], given.output, 'rolled back');
      process.exitCode = exitOfVerdict(ended.verdict);
    } finally {
      view.end();
    }
  });
}
