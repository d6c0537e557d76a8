/** `Tenant`: what the Apps of some namespaces may do. Cluster-scoped: only an administrator writes one. */
import { z } from 'zod';
import { group, kind, name, namespacePatterns, patterns, period } from './schema/fields.ts';
import { appApiVersion } from './schema.ts';

const kindPattern = z.strictObject({
  group: group.default('').describe('API group; * is any, the core group is empty'),
  kind: kind.describe('Kind; * is any'),
});

const limits = z.strictObject({
  apps: z.int().min(1).optional().describe('Apps in all namespaces of the tenant together'),
  objects: z.int().min(1).default(1_000).describe('Objects of one App'),
  bytes: z
    .int()
    .min(1)
    .default(16 * 2 ** 20)
    .describe('Bytes of all rendered objects of one App, as JSON'),
  renderTime: period.default('30s').describe('Time one render may take'),
});

export const tenantSchema = z.strictObject({
  apiVersion: z.literal(appApiVersion),
  kind: z.literal('Tenant'),
  metadata: z.looseObject({ name: name.describe('Name of the Tenant') }),
  spec: z
    .strictObject({
      namespaces: namespacePatterns.min(1).describe('Namespaces of its Apps: names, or patterns with *'),
      serviceAccounts: patterns
        .optional()
        .describe('ServiceAccounts its Apps may name; any that may be impersonated when left out'),
      sources: patterns
        .optional()
        .describe('URLs its Apps may take files from, with * for any characters; any when left out'),
      destinations: namespacePatterns
        .optional()
        .describe('Namespaces its objects may go to; those of the tenant when left out'),
      clusterObjects: z.boolean().default(false).describe('Whether objects without a namespace are allowed'),
      allowKinds: z.array(kindPattern).max(500).optional().describe('Kinds it may apply; any when left out'),
      denyKinds: z.array(kindPattern).max(500).default([]).describe('Kinds it may not apply'),
      requireSignedCommits: z.boolean().default(false).describe('Git sources have to name source.git.verify'),
      limits: limits.prefault({}).describe('Bounds on each App'),
    })
    .describe('What is allowed'),
});

export type Tenant = z.output<typeof tenantSchema>;
