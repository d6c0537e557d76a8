/** Policies of a deploy. */
import { z } from 'zod';
import { duration, matching, period } from './fields.ts';

const window = z.strictObject({
  kind: z.enum(['allow', 'deny']).describe('allow: deploy only inside such windows; deny: not inside this one'),
  schedule: matching(/^\S+( +\S+){4}$/, 'must be a cron expression of five fields such as 0 22 * * 1-5', 128).describe(
    'Cron expression of five fields at which the window opens',
  ),
  duration: period.describe('How long it stays open'),
  timeZone: matching(/^[A-Za-z][A-Za-z0-9_+/-]*$/, 'must be the IANA name of a time zone such as Europe/Berlin', 64)
    .default('UTC')
    .describe('IANA name of the time zone of the schedule'),
});

export const sync = z.strictObject({
  mode: z
    .enum(['auto', 'manual', 'shadow'])
    .default('auto')
    .describe(
      'shadow plans and writes nothing. manual makes an operator wait for tug sync before it writes; a push is a push',
    ),
  prune: z.boolean().default(true).describe('Delete members that the files no longer name'),
  pruneLimit: z.int().min(0).default(20).describe('More deletions than this need consent'),
  drift: z
    .enum(['repair', 'warn', 'ignore'])
    .default('repair')
    .describe('What an operator does about drift; a push always repairs it'),
  conflicts: z
    .enum(['take', 'fail'])
    .default('take')
    .describe('Fields that another manager owns: take them, or block the plan'),
  partial: z.boolean().default(false).describe('Apply what can be applied when a part of the plan is blocked'),
  wait: z.boolean().default(true).describe('Wait until everything is healthy'),
  timeout: duration.default('5m').describe('How long to wait, such as 30s, 5m or 1h30m'),
  windows: z
    .array(window)
    .max(50)
    .default([])
    .describe('When an operator may deploy and repair drift; always when empty'),
  deletion: z
    .enum(['delete', 'mirrorPrune', 'orphan'])
    .default('delete')
    .describe(
      'What becomes of the members when the App object is deleted: delete them; mirrorPrune: delete them if prune is on; orphan: leave them',
    ),
});
