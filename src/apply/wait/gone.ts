import { find, isKindNotServed } from '../../kube/index.ts';
import type { KubeObject, ObjectRef } from '../../kube/object.ts';
import { cutShort, type WaitContext } from './context.ts';
import { conditionsOf } from './pod-shape.ts';
import { shorten } from './trouble.ts';

export interface GoneWait {
  readonly ref: ObjectRef;
  /** Only this very object; another one of its name means that it is gone. Undefined: whatever has the name now. */
  readonly uid: string | undefined;
  readonly labelled: boolean;
  /** Called when what keeps it is known. */
  readonly say: (message: string) => void;
}

export interface Going {
  readonly gone: Promise<void>;
  /** Ends the wait when the deletion was not even accepted. */
  readonly cancel: () => void;
}

/** Words for a deletion that takes this long. */
const wonderAfterMs = 2_000;

/** Begins to look before the deletion is asked for, so that its end cannot be missed. `gone` rejects at the deadline, naming the finalizers that keep it. */
export async function expectGone(context: WaitContext, wait: GoneWait): Promise<Going> {
  const { signal, now } = context;
  const outcome = Promise.withResolvers<void>();
  const begunAt = now();
  let seen: KubeObject | undefined;
  let said = '';
  let asked = false;

  const say = (message: string): void => {
    if (message !== '' && message !== said) wait.say(message);
    said = message === '' ? said : message;
  };
  const judge = (): void => {
    if (!seen?.metadata.deletionTimestamp || now() - begunAt < wonderAfterMs) return;
    const keeping = whatKeeps(seen);
    say(keeping);
    // Only the whole Namespace knows what is still in it, and its metadata is all we watch.
    if (wait.ref.kind !== 'Namespace' || asked) return;
    asked = true;
    void find(context.api, wait.ref, { signal }).then(
      (object) => object && say(remaining(object) || keeping),
      () => undefined,
    );
  };
  const stop = (): void => outcome.reject(cutShort(signal, said || 'the deletion was accepted, but it is still there'));
  signal.addEventListener('abort', stop, { once: true });
  const untick = context.lookout.tick(judge);
  const unwatch = await context.lookout
    .watch({ ref: wait.ref, labelled: wait.labelled, metadataOnly: true }, (object) => {
      seen = object;
      if (!object || (wait.uid !== undefined && object.metadata.uid !== wait.uid)) outcome.resolve();
    })
    .catch((error: unknown) => {
      if (isKindNotServed(error) && !error.outage) outcome.resolve();
      else outcome.reject(error);
      return () => undefined;
    });
  const cancel = (): void => {
    signal.removeEventListener('abort', stop);
    untick();
    unwatch();
  };
  if (signal.aborted) stop();
  const gone = outcome.promise.finally(cancel);
  gone.catch(() => undefined);
  return { gone, cancel };
}

function whatKeeps({ metadata: { finalizers = [] } }: KubeObject): string {
  if (finalizers.length === 0) return 'it is being shut down';
  const [one, ...more] = finalizers;
  if (one === 'foregroundDeletion' && more.length === 0) return 'what it owns is still being deleted';
  return more.length === 0
    ? `its finalizer ${one} is not done`
    : `its finalizers ${finalizers.join(', ')} are not done`;
}

function remaining(namespace: KubeObject): string {
  const kept = conditionsOf(namespace).filter(({ status }) => status === 'True');
  return shorten(kept.map(({ message = '' }) => message).join('; '));
}
