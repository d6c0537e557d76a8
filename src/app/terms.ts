/**
 * What beside its objects decides how an App is deployed. Kept in each release and saved plan, so that these are carried out under the
 * terms they were made under: a rollback must not prune what the App's `prune: false` keeps.
 */
import { z } from 'zod';
import type { SurveyRequest } from './survey/survey.ts';
import { appApiVersion, appSchema } from './spec/schema.ts';
import { Problem } from '../lib/errors.ts';

export type Terms = Pick<SurveyRequest, 'destination' | 'createNamespace' | 'revision' | 'spec'>;

const shape = z.object({
  destination: z.string(),
  createNamespace: z.boolean(),
  revision: z.string(),
  spec: z.object({ sync: z.unknown(), ignore: z.unknown(), health: z.unknown() }),
});

/** As they are kept: of the spec only what applying goes by. */
export function recordTerms({ destination, createNamespace, revision, spec }: Terms): z.input<typeof shape> {
  const { sync, ignore, health } = spec;
  return { destination, createNamespace, revision, spec: { sync, ignore, health } };
}

/** Checked as an App is; `where` names what they were read from. */
export function readTerms(kept: unknown, where: string): Terms {
  const terms = shape.safeParse(kept);
  const app = terms.success
    ? appSchema.safeParse({
        apiVersion: appApiVersion,
        kind: 'App',
        metadata: { name: 'terms' },
        spec: terms.data.spec,
      })
    : undefined;
  if (terms.success && app?.success) return { ...terms.data, spec: app.data.spec };
  throw new Problem('InvalidInput', 'it does not say how it was deployed in words that this version of tug knows', {
    where,
    hint: 'push the App again',
  });
}
