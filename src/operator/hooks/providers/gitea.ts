import { headerOf } from '../headers.ts';
import { at, textAt } from '../payload.ts';
import { isHmac } from '../proof.ts';
import type { HookHeaders, HookProvider } from '../types.ts';
import { hostOf, ociUrl } from '../urls.ts';

const events: ReadonlySet<string> = new Set(['push', 'create', 'delete', 'release', 'package']);

/** Gitea and Forgejo, which sends both names of every header. Their test button sends a push. */
export const gitea: HookProvider = {
  proves: (headers, body, secret) => isHmac(either(headers, 'signature'), body, secret),
  read: (headers, body) => {
    const event = either(headers, 'event');
    if (!events.has(event)) return { kind: 'ignored', event };
    const urls = ['clone_url', 'ssh_url', 'html_url'].map((key) => textAt(body, 'repository', key));
    return { kind: 'changed', urls: event === 'package' ? [...urls, imageUrl(at(body, 'package'))] : urls };
  },
};

function either(headers: HookHeaders, name: string): string {
  return headerOf(headers, `x-gitea-${name}`) || headerOf(headers, `x-forgejo-${name}`);
}

/** The container registry is the server itself; the payload only names owner and package. */
function imageUrl(pushed: unknown): string {
  const host = hostOf(textAt(pushed, 'html_url'));
  const owner = textAt(pushed, 'owner', 'login').toLowerCase();
  if (textAt(pushed, 'type') !== 'container' || !host || !owner) return '';
  return ociUrl(`${host}/${owner}/${textAt(pushed, 'name')}`);
}
