/** What an operator writes into an App. */
import { z } from 'zod';

/** Conditions as kstatus reads them: Ready is the answer, Reconciling and Stalled are there only when they are true. */
const condition = z.strictObject({
  type: z.string().describe('Ready, Reconciling or Stalled; or what is told beside them: Held, Drifted, …'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it is so'),
  reason: z.string().describe('Why, in one word'),
  message: z.string().describe('Why, in a sentence, and what to do about it'),
  observedGeneration: z.int().optional().describe('metadata.generation of the App that this is about'),
  lastTransitionTime: z.string().describe('RFC 3339; when its status became another'),
});

const pastDeploy = z.strictObject({
  release: z.int().describe('Number of the release; 0 when none was recorded'),
  revision: z.string().describe('What was deployed: a commit, a digest, a version'),
  verdict: z.string().describe('How it ended: deployed, failed, timedOut, blocked, …'),
  when: z.string().describe('RFC 3339; when it ended'),
  seconds: z.number().describe('How long it took'),
  message: z.string().describe('What there is to say about it'),
});

const drift = z.strictObject({
  repaired: z.int().describe('How often drift was repaired'),
  when: z.string().describe('When drift was last seen'),
  object: z.string().describe('Where it was last seen'),
  message: z.string().describe('What it was, and who did it'),
});

const hold = z.strictObject({
  reason: z.string().describe('Why nothing is deployed or repaired'),
  by: z.string().describe('Who said so'),
  until: z.string().describe('RFC 3339'),
});

export const status = z.strictObject({
  observedGeneration: z.int().optional().describe('metadata.generation of the App that this is about'),
  conditions: z
    .array(condition)
    .default([])
    .describe('How the App is, as kstatus reads it')
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] }),
  revision: z.string().optional().describe('The revision that was last applied'),
  attempted: z.string().optional().describe('The revision that was last tried, when it is another one'),
  release: z.int().optional().describe('Number of the newest release'),
  summary: z.string().optional().describe('Members and their health, in words'),
  drift: drift.optional().describe('What others changed, and how often it was put right'),
  hold: hold.optional().describe('The hold that is in force'),
  plan: z.string().optional().describe('What would be done, of an App in mode manual or shadow'),
  syncRequested: z.string().optional().describe('The last request of tug sync that was carried out'),
  history: z.array(pastDeploy).default([]).describe('The last deploys, newest first'),
});

export type AppStatusFields = z.output<typeof status>;
export type Condition = z.output<typeof condition>;
export type PastDeploy = z.output<typeof pastDeploy>;
