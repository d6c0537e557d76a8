import { type Api, list, mapper } from '../../kube/index.ts';
import type { KubeObject } from '../../kube/object.ts';
import { shorten } from './trouble.ts';

interface Event extends KubeObject {
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

export interface Warning {
  readonly reason: string;
  readonly message: string;
}

/** The newest warning about an object, undefined when there is none or events may not be read. */
export async function latestWarning(
  api: Api,
  about: { readonly namespace: string; readonly uid: string },
  signal?: AbortSignal,
): Promise<Warning | undefined> {
  const type = (await mapper(api)).byKind('v1', 'Event');
  if (!type || about.uid === '') return undefined;
  const fieldSelector = `involvedObject.uid=${about.uid},type=Warning`;
  try {
    const { items } = await list(api, type, { namespace: about.namespace, fieldSelector, signal });
    const newest = (items as Event[]).toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)))[0];
    return newest && { reason: newest.reason ?? '', message: shorten(newest.message ?? '') };
  } catch {
    // Words to go with a wait, nothing that depends on them.
    return undefined;
  }
}

function timeOf(event: Event): string {
  return event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
}
