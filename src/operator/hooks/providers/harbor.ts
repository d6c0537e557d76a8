import { headerOf } from '../headers.ts';
import { at, listAt, textAt } from '../payload.ts';
import { isAuthorization } from '../proof.ts';
import type { HookProvider } from '../types.ts';
import { ociUrl } from '../urls.ts';

/** In the default format and as CloudEvents. */
const events: ReadonlySet<string> = new Set([
  'PUSH_ARTIFACT',
  'DELETE_ARTIFACT',
  'REPLICATION',
  'harbor.artifact.pushed',
  'harbor.artifact.deleted',
  'harbor.replication.status.changed',
]);

/** Harbor sends the value of its field "Auth Header" as Authorization. */
export const harbor: HookProvider = {
  proves: (headers, _, secret) => isAuthorization(headerOf(headers, 'authorization'), secret),
  read: (_, body) => {
    const event = textAt(body, 'type');
    if (!events.has(event)) return { kind: 'ignored', event };
    const data = at(body, 'event_data') ?? at(body, 'data');
    const pushed = listAt(data, 'resources').map((resource) => ociUrl(textAt(resource, 'resource_url')));
    return { kind: 'changed', urls: [...pushed, ...replicated(at(data, 'replication'))] };
  },
};

/** A replication names what it brought here below the host and namespace it went to. */
function replicated(replication: unknown): string[] {
  const host = textAt(replication, 'harbor_hostname');
  const namespace = textAt(replication, 'dest_resource', 'namespace');
  if (!host || !namespace) return [];
  return listAt(replication, 'successful_artifact').map((artifact) =>
    ociUrl(
      `${host}/${namespace}/${textAt(artifact, 'name_tag')
        .replace(/ \[.*$/, '')
        .replace(/^.*\//, '')}`,
    ),
  );
}
