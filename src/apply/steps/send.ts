import { serverSideApply } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { sleep } from '../../lib/async.ts';
import { cutShort } from '../wait/context.ts';
import type { Doing, StepContext } from './context.ts';
import { tryAgain } from './transient.ts';

/** Whether a refusal tells the caller something and must not be waited out. */
type IsFinal = (error: unknown) => boolean;

const never: IsFinal = () => false;

/** Server-side apply of one object, repeated while the refusal is one that passes. */
export function sendApply(
  context: StepContext,
  doing: Doing,
  object: KubeObject,
  isFinal = never,
): Promise<KubeObject> {
  const { api, manager, conflicts } = context;
  const options = { manager, force: conflicts === 'take', fieldValidation: 'Strict' } as const;
  return persist(context, doing, () => serverSideApply(api, object, options), isFinal);
}

export async function persist<T>(
  context: StepContext,
  doing: Doing,
  send: () => Promise<T>,
  isFinal = never,
): Promise<T> {
  const begunAt = context.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await doing.slot(send);
    } catch (error) {
      const again = isFinal(error) ? undefined : tryAgain(error, context.now() - begunAt, attempt);
      if (!again || context.signal.aborted) throw error;
      if (again.message) doing.say(again.message);
      await sleep(again.delayMs, context.signal).catch(() => {
        throw cutShort(context.signal, again.message);
      });
    }
  }
}
