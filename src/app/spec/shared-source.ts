/** `Source`: files that several Apps share, of one namespace or of those its owner names. */
import { z } from 'zod';
import { name, namespacePatterns } from './schema/fields.ts';
import { withRule } from './schema/rules.ts';
import { chart, git, oci } from './schema/source.ts';
import { appApiVersion } from './schema.ts';

const spec = z.strictObject({
  git: git.optional().describe('A Git repository'),
  oci: oci.optional().describe('An OCI artifact'),
  chart: chart.optional().describe('A chart of a chart repository'),
  namespaces: namespacePatterns
    .default([])
    .describe('Other namespaces whose Apps may use it: names, or patterns with *'),
});

export const sharedSourceSchema = z.strictObject({
  apiVersion: z.literal(appApiVersion),
  kind: z.literal('Source'),
  metadata: z.looseObject({
    name: name.describe('Name of the Source'),
    namespace: name.optional().describe('Namespace of its owner, where its Secrets are'),
  }),
  spec: withRule(spec, {
    holds: (s) => [s.git, s.oci, s.chart].filter(Boolean).length === 1,
    cel: '[has(self.git), has(self.oci), has(self.chart)].exists_one(given, given)',
    message: 'needs one of git, oci and chart, and no second one',
  }).describe('What is shared, and with whom'),
});

export type SharedSource = z.output<typeof sharedSourceSchema>;
