import { headerOf } from '../headers.ts';
import { listAt, textAt } from '../payload.ts';
import { isAuthorization } from '../proof.ts';
import type { HookProvider } from '../types.ts';
import { hostOf, ociUrl } from '../urls.ts';

const actions: ReadonlySet<string> = new Set(['push', 'delete']);

/** Notifications of a distribution registry: several events a request, of pulls and of single blobs too. */
export const distribution: HookProvider = {
  proves: (headers, _, secret) => isAuthorization(headerOf(headers, 'authorization'), secret),
  read: (_, body) => {
    const events = listAt(body, 'events');
    const changes = events.filter((event) => actions.has(textAt(event, 'action')) && isManifest(event));
    if (changes.length === 0) return { kind: 'ignored', event: textAt(events, 0, 'action') };
    return { kind: 'changed', urls: [...new Set(changes.flatMap(urlsOf))] };
  },
};

/** A deletion has no media type, and a tag only when it was of one. */
function isManifest(event: unknown): boolean {
  const type = textAt(event, 'target', 'mediaType');
  return /manifest|index/.test(type) || (textAt(event, 'action') === 'delete' && type === '');
}

/** Behind a proxy the two hosts differ: what the client asked for, and what the registry calls itself. */
function urlsOf(event: unknown): string[] {
  const repository = textAt(event, 'target', 'repository');
  const hosts = [textAt(event, 'request', 'host'), hostOf(textAt(event, 'target', 'url'))];
  return hosts.filter(Boolean).map((host) => ociUrl(`${host}/${repository}`));
}
