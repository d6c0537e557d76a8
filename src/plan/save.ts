/** A plan as a file. It holds the desired objects, so whoever may read Secrets of the App may read it: it is written for its owner only. */
import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../lib/digest.ts';
import { Problem } from '../lib/errors.ts';
import type { Desired, Plan } from './types.ts';

const formatVersion = 1;

export interface SavedPlan {
  readonly plan: Plan;
  readonly desired: readonly Desired[];
  readonly server: string;
  /** The terms it was made under, opaque to this room. */
  readonly terms: unknown;
}

const ref = z.object({ apiVersion: z.string(), kind: z.string(), namespace: z.string().optional(), name: z.string() });
const shape = z.object({
  tug: z.literal(formatVersion),
  digest: z.string(),
  server: z.string(),
  terms: z.unknown(),
  plan: z.looseObject({
    app: z.object({ name: z.string(), namespace: z.string() }),
    steps: z.array(
      z.looseObject({ id: z.string(), action: z.string(), object: ref, resourceVersion: z.string().optional() }),
    ),
  }),
  desired: z.array(
    z.looseObject({
      key: z.string(),
      digest: z.string(),
      where: z.string(),
      object: z.looseObject({
        apiVersion: z.string(),
        kind: z.string(),
        metadata: z.looseObject({ name: z.string() }),
      }),
    }),
  ),
});

export function serialisePlan(saved: SavedPlan): string {
  return `${JSON.stringify({ tug: formatVersion, digest: digestOf(saved), ...saved })}\n`;
}

export function parsePlan(text: string, file: string): SavedPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notAPlan(file, cause);
  }
  const result = shape.safeParse(value);
  if (!result.success) throw notAPlan(file, result.error);
  // Checked in the parts by which it is compared; the rest is only ever compared with, never trusted.
  const { tug: _, digest, ...rest } = result.data;
  const saved = rest as unknown as SavedPlan;
  if (digest === digestOf(saved)) return saved;
  throw new Problem('InvalidInput', 'this plan was changed after it was saved', {
    where: file,
    hint: 'change the files it was made from, and make a new one with tug plan --save',
  });
}

/** Against mistakes, not against forgers: whoever may write the file can write another digest too. */
const digestOf = (saved: SavedPlan): string => sha256Hex(canonicalJson(saved));

function notAPlan(file: string, cause: unknown): Problem {
  return new Problem('InvalidInput', 'this is not a saved plan that this version of tug can read', {
    where: file,
    hint: 'make one with tug plan --save',
    cause,
  });
}
