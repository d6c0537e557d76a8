/** Whom an operator tells how a deploy ended. */
import { z } from 'zod';
import { matching, secretRef } from './fields.ts';
import { withRule } from './rules.ts';

export const notifyEvents = ['deployed', 'failed', 'drift', 'held'] as const;

const fields = z.strictObject({
  type: z
    .enum(['github', 'gitlab', 'gitea', 'webhook', 'slack'])
    .describe('A commit status (github, gitlab, gitea), a signed webhook, or a message that Slack and others take'),
  url: matching(/^https?:\/\/.+$/, 'must be a URL that begins with https:// or http://', 2_048)
    .optional()
    .describe(
      'Where: of a webhook or Slack its URL; of a commit status the API, when it is not that of the repository’s host',
    ),
  secretRef: secretRef
    .optional()
    .describe(
      'Secret with token (commit statuses), hmacKey (webhook) or url (Slack, webhook), in the namespace of the App',
    ),
  events: z
    .array(z.enum(notifyEvents))
    .max(notifyEvents.length)
    .default(['deployed', 'failed'])
    .describe('What is told; commit statuses tell every change'),
});

/** Of whom to tell something, what is needed to reach it. */
export const notification = withRule(fields, {
  holds: ({ type, url, secretRef: secret }) =>
    type === 'webhook' || type === 'slack' ? url !== undefined || secret !== undefined : secret !== undefined,
  cel: "self.type in ['webhook', 'slack'] ? has(self.url) || has(self.secretRef) : has(self.secretRef)",
  message: 'needs a secretRef; a webhook or slack may have a url instead',
});
