import { refText } from '../kube/object.ts';
import { type Slots, slots } from '../lib/slots.ts';
import { partOfLabel } from '../plan/applyset.ts';
import type { StepContext } from './steps/context.ts';
import type { ApplyInput, Eyes } from './types.ts';
import type { WaitContext } from './wait/context.ts';
import { openLookout } from './wait/lookout.ts';
import { patience } from './wait/patience.ts';
import { openPodWatch } from './wait/pod-watch.ts';
import { openWonder } from './wait/wonder.ts';

/** What the steps of one plan share while it is carried out. */
export interface Site {
  readonly input: ApplyInput;
  readonly context: StepContext;
  readonly waits: WaitContext;
  readonly slot: Slots;
  readonly signal: AbortSignal;
  /** Ends every watch. */
  readonly close: () => void;
}

export function openSite(input: ApplyInput, signal: AbortSignal): Site {
  const { api, manager, conflicts, now, health } = input;
  const eyes = input.eyes ?? openEyes(input);
  const { lookout, pods } = eyes;
  const waits: WaitContext = {
    api,
    lookout,
    pods,
    wonder: openWonder(api, now, signal),
    health,
    patience,
    now,
    signal,
  };
  return {
    input,
    context: { api, manager, conflicts, waits, now, signal },
    waits,
    slot: slots(input.concurrency),
    signal,
    close: () => {
      if (input.eyes) return;
      lookout.close();
      pods.close();
    },
  };
}

function openEyes(input: ApplyInput): Eyes {
  const { api, now } = input;
  const lookout = openLookout(api, input.members ?? membersOf(input), (ref, why) => {
    const message = `looked at one by one, because ${why}`;
    input.onProgress({
      kind: 'waiting',
      step: '',
      object: ref,
      message: `${refText(ref)} and others of its kind are ${message}`,
      at: now(),
    });
  });
  return { lookout, pods: openPodWatch(api) };
}

/** All desired objects of an App carry one label; an App that only deletes has none to read it from. */
function membersOf({ desired }: ApplyInput): string | undefined {
  for (const { object } of desired.values()) {
    const id = object.metadata.labels?.[partOfLabel];
    if (id !== undefined) return `${partOfLabel}=${id}`;
  }
  return undefined;
}
