import { headerOf } from '../headers.ts';
import { at, textAt } from '../payload.ts';
import { isPrefixedHmac } from '../proof.ts';
import type { HookProvider } from '../types.ts';
import { ociUrl } from '../urls.ts';

const events: ReadonlySet<string> = new Set(['push', 'create', 'delete', 'release', 'package', 'registry_package']);

/** github.com and GitHub Enterprise. The content type has to be application/json: what is signed is what is parsed. */
export const github: HookProvider = {
  proves: (headers, body, secret) => isPrefixedHmac(headerOf(headers, 'x-hub-signature-256'), body, secret),
  read: (headers, body) => {
    const event = headerOf(headers, 'x-github-event');
    if (event === 'ping') return { kind: 'ping' };
    if (!events.has(event)) return { kind: 'ignored', event };
    const repository = at(body, 'repository');
    const own = ['clone_url', 'ssh_url', 'git_url', 'html_url'].map((key) => textAt(repository, key));
    const pushed = at(body, 'package') ?? at(body, 'registry_package');
    // An image or artifact in the container registry; packages of other kinds have no such URL.
    const image = textAt(pushed, 'package_version', 'package_url');
    return { kind: 'changed', urls: pushed === undefined ? own : [...own, ociUrl(image)] };
  },
};
