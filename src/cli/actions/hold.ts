import { type Hold, holdText } from '../../app/hold.ts';
import { noApp } from '../../app/inspect/status.ts';
import { liftHold, putHold } from '../../app/pulled/holding.ts';
import { lookAt } from '../../app/pulled/look.ts';
import { whoAmI } from '../../app/who.ts';
import { Problem } from '../../lib/errors.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { printData } from '../print/data.ts';
import { durationOf } from '../pulled.ts';
import { appRef, withWorld } from '../session.ts';

type Given = ClusterOptions & { readonly output: Output };

const longestMs = 30 * 86_400_000;

/** The end of a hold that begins at `now` and lasts as long as a flag says. */
export function holdUntil(flag: string, lasts: string, now: number): string {
  const ms = durationOf(flag, lasts);
  if (ms > 0 && ms <= longestMs) return new Date(now + ms).toISOString().replace(/\.\d+Z$/, 'Z');
  throw new Problem('Usage', `${flag} ${lasts} is ${ms > 0 ? 'more than 30 days' : 'no time at all'}`, {
    hint: 'a hold is a pause: for good, set sync.mode: manual in the App',
  });
}

/** `tug hold`: nobody, operator or push, changes the App until it is over or resumed. */
export async function hold(
  name: string,
  given: Given & { readonly for: string; readonly reason: string },
): Promise<void> {
  const reason = given.reason.trim();
  if (!reason) throw new Problem('Usage', '--reason is empty', { hint: 'say why, for whoever comes upon it' });
  const until = holdUntil('--for', given.for, Date.now());
  await withWorld(given, nothing, async (world) => {
    const look = await lookAt(appRef(name, world.api), world);
    const put: Hold = { reason, by: await whoAmI(world.api), until };
    await putHold(look, put, world);
    const { ref } = look;
    if (await printData({ app: ref, hold: put, before: look.hold ?? null }, given.output)) return;
    if (look.hold) process.stdout.write(`before: ${holdText(look.hold, world.now())}\n`);
    process.stdout.write(`${ref.namespace}/${ref.name} is ${holdText(put, world.now())}\n`);
  });
}

/** `tug resume`. */
export async function resume(name: string, given: Given): Promise<void> {
  await withWorld(given, nothing, async (world) => {
    const look = await lookAt(appRef(name, world.api), world);
    const { ref } = look;
    if (!look.pulled && !look.ledger) {
      throw noApp(ref);
    }
    await liftHold(look, world);
    if (await printData({ app: ref, hold: null, before: look.hold ?? null }, given.output)) return;
    process.stdout.write(
      look.hold
        ? `${ref.namespace}/${ref.name} is resumed; it was ${holdText(look.hold, world.now())}\n`
        : `${ref.namespace}/${ref.name} was not held\n`,
    );
  });
}

const nothing = (): void => {};
