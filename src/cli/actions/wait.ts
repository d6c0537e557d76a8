import { waitForApp } from '../../app/wait.ts';
import { exitOfVerdict } from '../exit.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printEnded } from '../print/ended.ts';
import { progressView } from '../print/progress.ts';
import { appRef, withWorld } from '../session.ts';

type WaitOptions = ClusterOptions & { readonly output: Output; readonly timeout: string };

export async function wait(name: string, given: WaitOptions): Promise<void> {
  const view = progressView(given.output);
  await withWorld(given, view.onProgress, async (world) => {
    try {
      const ended = await waitForApp(appRef(name, world.api), given.timeout, world);
      view.end();
      await printEnded([ended], given.output);
      process.exitCode = exitOfVerdict(ended.verdict);
    } finally {
      view.end();
    }
  });
}
