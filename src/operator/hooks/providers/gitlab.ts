import { headerOf } from '../headers.ts';
import { textAt } from '../payload.ts';
import { isSecret } from '../proof.ts';
import type { HookProvider } from '../types.ts';

/** Of a project's hook in the header; of an instance's system hook, whose header is the same for all, in the body. */
const events: ReadonlySet<string> = new Set(['push', 'tag_push', 'repository_update', 'release']);

const fields = [
  ['project', 'git_http_url'],
  ['project', 'git_ssh_url'],
  ['project', 'web_url'],
  ['repository', 'git_http_url'],
  ['repository', 'git_ssh_url'],
  ['repository', 'homepage'],
] as const;

/** GitLab does not sign: it sends the secret itself. It has no ping either: its test button sends a push. */
export const gitlab: HookProvider = {
  proves: (headers, _, secret) => isSecret(headerOf(headers, 'x-gitlab-token'), secret),
  read: (headers, body) => {
    const event = textAt(body, 'event_name') || textAt(body, 'object_kind');
    if (!events.has(event)) return { kind: 'ignored', event: event || headerOf(headers, 'x-gitlab-event') };
    return { kind: 'changed', urls: fields.map((path) => textAt(body, ...path)) };
  },
};
