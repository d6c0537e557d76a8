import { headerOf } from '../headers.ts';
import { at, listAt, textAt } from '../payload.ts';
import { isPrefixedHmac } from '../proof.ts';
import type { HookProvider } from '../types.ts';

/** Of Bitbucket Cloud and of Data Center. */
const events: ReadonlySet<string> = new Set(['repo:push', 'repo:refs_changed']);

/** Bitbucket Cloud and Data Center sign alike; an old Data Center leaves `links` out, and then nothing says which server it is. */
export const bitbucket: HookProvider = {
  proves: (headers, body, secret) => isPrefixedHmac(headerOf(headers, 'x-hub-signature'), body, secret),
  read: (headers, body) => {
    const event = headerOf(headers, 'x-event-key');
    if (event === 'diagnostics:ping') return { kind: 'ping' };
    if (!events.has(event)) return { kind: 'ignored', event };
    const repository = at(body, 'repository');
    const clones = listAt(repository, 'links', 'clone').map((link) => textAt(link, 'href'));
    const page = textAt(repository, 'links', 'html', 'href');
    return { kind: 'changed', urls: [...clones, page, sshUrl(page)] };
  },
};

/** Cloud names its page only, whose URL is that of a clone too. */
function sshUrl(page: string): string {
  const url = URL.parse(page);
  return url ? `git@${url.host}:${url.pathname.slice(1)}.git` : '';
}
