/** `Source`: files that several Apps share, of one namespace or of those its owner names. */
import { z } from 'zod';
import { name } from './schema/fields.ts';
import { chart, git, oci } from './schema/source.ts';
import { appApiVersion } from './schema.ts';

export const sharedSourceSchema = z.strictObject({
  apiVersion: z.literal(appApiVersion),
  kind: z.literal('Source'),
  metadata: z.looseObject({ name, namespace: name.optional() }),
  spec: z
    .strictObject({
      git: git.optional().describe('A Git repository'),
      oci: oci.optional().describe('An OCI artifact'),
      chart: chart.optional().describe('A chart of a chart repository'),
      namespaces: z
        .array(z.string())
        .default([])
        .describe('Other namespaces whose Apps may use it: names, or patterns with *'),
    })
    .refine((s) => [s.git, s.oci, s.chart].filter(Boolean).length === 1, 'needs one of git, oci and chart'),
});

export type SharedSource = z.output<typeof sharedSourceSchema>;
