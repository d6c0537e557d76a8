import { readFile } from 'node:fs/promises';
import { carrySavedPlan } from '../../app/saved.ts';
import { Problem } from '../../lib/errors.ts';
import { approver, consentOf } from '../consent.ts';
import { exitOfVerdict } from '../exit.ts';
import type { PushOptions } from '../options.ts';
import { printEnded } from '../print/ended.ts';
import { progressView } from '../print/progress.ts';
import { withWorld } from '../session.ts';

/** `tug push --plan FILE`: carries a saved plan out, or refuses when the world moved since it was made. */
export async function pushPlan(file: string, given: PushOptions): Promise<void> {
  const text = await readPlan(file);
  const view = progressView(given.output);
  await withWorld(given, view.onProgress, async (world) => {
    try {
      const ended = await carrySavedPlan(
        { text, file, consent: consentOf(given), approve: approver(given, 'Apply this plan?') },
        world,
      );
      view.end();
      await printEnded([ended], given.output);
      process.exitCode = exitOfVerdict(ended.verdict);
    } finally {
      view.end();
    }
  });
}

async function readPlan(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Problem('NotFound', `saved plan ${file} cannot be read`, {
      hint: 'make one with tug plan --save',
      cause,
    });
  }
}
