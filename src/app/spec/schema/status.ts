/** What an operator writes into an App. */
import { z } from 'zod';

/** Conditions as kstatus reads them: Ready is the answer, Reconciling and Stalled are there only when they are true. */
const condition = z.strictObject({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string(),
  observedGeneration: z.int().optional(),
  lastTransitionTime: z.string(),
});

const pastDeploy = z.strictObject({
  release: z.int().describe('Number of the release; 0 when none was recorded'),
  revision: z.string(),
  verdict: z.string(),
  when: z.string(),
  seconds: z.number(),
  message: z.string(),
});

const drift = z.strictObject({
  repaired: z.int().describe('How often drift was repaired'),
  when: z.string().describe('When drift was last seen'),
  object: z.string().describe('Where it was last seen'),
  message: z.string().describe('What it was, and who did it'),
});

const hold = z.strictObject({
  reason: z.string(),
  by: z.string(),
  until: z.string().describe('RFC 3339'),
});

export const status = z.strictObject({
  observedGeneration: z.int().optional(),
  conditions: z
    .array(condition)
    .default([])
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] }),
  revision: z.string().optional().describe('The revision that was last applied'),
  attempted: z.string().optional().describe('The revision that was last tried, when it is another one'),
  release: z.int().optional().describe('Number of the newest release'),
  summary: z.string().optional().describe('Members and their health, in words'),
  drift: drift.optional(),
  hold: hold.optional(),
  plan: z.string().optional().describe('What would be done, of an App in mode manual or shadow'),
  syncRequested: z.string().optional().describe('The last request of tug sync that was carried out'),
  history: z.array(pastDeploy).default([]).describe('The last deploys, newest first'),
});

export type AppStatusFields = z.output<typeof status>;
export type Condition = z.output<typeof condition>;
export type PastDeploy = z.output<typeof pastDeploy>;
