import { readFile } from 'node:fs/promises';
import { carrySavedPlan, requireServer } from '../../app/saved.ts';
import { Problem } from '../../lib/errors.ts';
import { parsePlan } from '../../plan/save.ts';
import { carry } from '../carry.ts';
import { approver, consentOf } from '../consent.ts';
import { tellOfOperator, unlessHeld } from '../held.ts';
import type { PushOptions } from '../options.ts';
import { syncWith } from '../sync.ts';

/** `tug push --plan FILE`: carries a saved plan out, or refuses when the world moved since it was made. */
export async function pushPlan(file: string, given: PushOptions): Promise<void> {
  refuseInputs(given);
  const text = await readPlan(file);
  const saved = parsePlan(text, file);
  await carry(given, async (world) => {
    requireServer(saved.server, file, world);
    return unlessHeld(saved.plan.app, given, world, (look) => {
      tellOfOperator(look, world);
      return carrySavedPlan(
        {
          text,
          file,
          syncOf: (saved) => syncWith(saved, given),
          consent: consentOf(given),
          approve: approver(given, 'Apply this plan?'),
        },
        world,
      );
    });
  });
}

/** What a plan is made of is in it: another value now would be silently without effect. */
function refuseInputs({ values, set, image, release, createNamespace }: PushOptions): void {
  const [first] = Object.entries({ values, set, image, release, 'create-namespace': createNamespace }).flatMap(
    ([flag, value]) => ((Array.isArray(value) ? value.length > 0 : value !== undefined) ? [flag] : []),
  );
  if (!first) return;
  throw new Problem('Usage', `--${first} has no effect on a plan that is made already`, {
    hint: 'give it to tug plan --save',
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
