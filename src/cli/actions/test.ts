import { testApp } from '../../app/test-hooks.ts';
import { exitOfVerdict } from '../exit.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printEnded } from '../print/ended.ts';
import { progressView } from '../print/progress.ts';
import { appRef, withWorld } from '../session.ts';

type TestOptions = ClusterOptions & { readonly output: Output; readonly timeout: string };

/** `tug test`: runs the hooks that a chart marks as tests, as `helm test` does. */
export async function test(name: string, given: TestOptions): Promise<void> {
  const view = progressView(given.output);
  await withWorld(given, view.onProgress, async (world) => {
    try {
      const ended = await testApp(appRef(name, world.api), given.timeout, world);
      view.end();
      await printEnded([ended], given.output, 'passed');
      process.exitCode = exitOfVerdict(ended.verdict);
    } finally {
      view.end();
    }
  });
}
