/** Whom an operator tells how a deploy ended. */
import { z } from 'zod';
import { secretRef } from './fields.ts';

export const notifyOn = ['deployed', 'failed', 'drift', 'held'] as const;

export const notification = z.strictObject({
  type: z
    .enum(['github', 'gitlab', 'gitea', 'webhook', 'slack'])
    .describe('A commit status (github, gitlab, gitea), a signed webhook, or a message that Slack and others take'),
  url: z
    .string()
    .optional()
    .describe(
      'Where: of a webhook or Slack its URL; of a commit status the API, when it is not that of the repository’s host',
    ),
  secretRef: secretRef
    .optional()
    .describe(
      'Secret with token (commit statuses), hmacKey (webhook) or url (Slack, webhook), in the namespace of the App',
    ),
  on: z
    .array(z.enum(notifyOn))
    .default(['deployed', 'failed'])
    .describe('What is told; commit statuses tell every change'),
});
