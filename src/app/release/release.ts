/** A release: the record of one deploy. Kept as a Secret, because the objects of a deploy may hold values of Secrets. */
import { z } from 'zod';
import type { Desired, Summary } from '../../plan/types.ts';

export const verdicts = [
  'deployed',
  'unchanged',
  'planned',
  'blocked',
  'failed',
  'timedOut',
  'superseded',
  'held',
] as const;
export type Verdict = (typeof verdicts)[number];

const summarySchema = z.object({
  create: z.int(),
  update: z.int(),
  adopt: z.int(),
  replace: z.int(),
  run: z.int(),
  delete: z.int(),
  keep: z.int(),
  orphan: z.int(),
  unchanged: z.int(),
}) satisfies z.ZodType<Summary>;

export const releaseSchema = z.object({
  release: z.int(),
  verdict: z.enum(verdicts),
  revision: z.string(),
  /** Digest over the desired objects. */
  desired: z.string(),
  images: z.array(z.string()),
  who: z.string(),
  /** RFC 3339. */
  when: z.string(),
  seconds: z.number(),
  summary: summarySchema,
  message: z.string(),
});

export type Release = z.output<typeof releaseSchema>;

/** What a rollback needs of a release besides its record. */
export interface ReleaseContent {
  readonly release: Release;
  readonly desired: readonly Desired[];
  /** As `recordTerms` made them. */
  readonly terms: unknown;
}
