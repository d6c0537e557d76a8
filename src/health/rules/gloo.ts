import type { GroupRules } from './rule.ts';

/** A state for each namespace that Gloo runs in; older releases wrote one state, and numbers instead of words. */
const anyIn = (words: string, number: number): string =>
  `text(object, 'status.state') in ['${words}', '${number}'] || list(object, 'status.statuses').exists(s, text(s, 'state') in ['${words}', '${number}'])`;

export const gloo: GroupRules = {
  groups: ['gloo.solo.io', 'gateway.solo.io', 'enterprise.gloo.solo.io', 'graphql.gloo.solo.io', 'ratelimit.solo.io'],
  rules: [
    {
      kinds: ['VirtualService', 'RouteTable', 'VirtualHostOption', 'HttpListenerOption', 'ListenerOption'],
      failed: `${anyIn('Rejected', 2)} || ${anyIn('Warning', 3)}`,
      inProgress: anyIn('Pending', 0),
      current: anyIn('Accepted', 1),
      message: "list(object, 'status.statuses').map(s, text(s, 'reason'))[0]",
    },
    {
      kinds: ['*'],
      failed: `${anyIn('Rejected', 2)} || ${anyIn('Warning', 3)}`,
      suspended: anyIn('Pending', 0),
      current: anyIn('Accepted', 1),
      message: "list(object, 'status.statuses').map(s, text(s, 'reason'))[0]",
    },
  ],
};
