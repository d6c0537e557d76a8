import type { World } from '../app/world.ts';
import { exitOfVerdict } from './exit.ts';
import type { ClusterOptions, Output } from './options.ts';
import type { Ended } from './ended.ts';
import { printEnded } from './print/ended.ts';
import { progressView } from './print/progress.ts';
import { withWorld } from './session.ts';

/**
 * One deploy as a command: progress while it goes on, then how it ended, then the exit code. `done` is the command's own word
 * for `deployed`.
 */
export async function carry(
  given: ClusterOptions & { readonly output: Output },
  work: (world: World) => Promise<Ended>,
  done?: string,
): Promise<void> {
  const view = progressView(given.output);
  await withWorld(given, view.onProgress, async (world) => {
    let ended: Ended;
    try {
      ended = await work(world);
    } finally {
      view.end();
    }
    await printEnded([ended], given.output, done);
    process.exitCode = exitOfVerdict(ended.verdict);
  });
}
