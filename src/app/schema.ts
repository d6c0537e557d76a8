/**
 * The App: one zod schema that is the source of the type, the check, the CRD, the reference page and the editor's JSON schema.
 * Field descriptions are for users: they are what the reference page prints.
 */
import { z } from 'zod';
import { parseDuration } from '../lib/duration.ts';

export const appApiVersion = 'tug.dev/v1alpha1';

const name = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be a lower-case DNS name: letters, digits, - and .');

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be a duration such as 30s, 5m or 1h30m');

const pointer = z.string().regex(/^(\/[^/]+)+$/, 'must be a JSON pointer such as /spec/replicas');

const values = z.record(z.string(), z.unknown());

const git = z.strictObject({
  url: z.string().describe('https://, ssh:// or file:// URL of the repository'),
  branch: z.string().optional(),
  tag: z.string().optional(),
  semver: z.string().optional().describe('Newest tag in this range'),
  commit: z.string().optional(),
});

const oci = z.strictObject({
  url: z.string().startsWith('oci://').describe('oci://registry/repository'),
  tag: z.string().optional(),
  semver: z.string().optional(),
  digest: z.string().optional(),
});

const chart = z.strictObject({
  repository: z.string().describe('https:// URL of a chart repository, or oci://registry/path'),
  name: z.string(),
  version: z.string().default('*').describe('Version or range'),
});

const source = z
  .strictObject({
    git: git.optional(),
    oci: oci.optional(),
    chart: chart.optional(),
    path: z
      .string()
      .default('.')
      .describe('Directory or file inside the source; beside the App when there is no source'),
  })
  .refine((s) => [s.git, s.oci, s.chart].filter(Boolean).length <= 1, 'takes one of git, oci and chart, not several');

const valuesFrom = z.strictObject({
  kind: z.enum(['Secret', 'ConfigMap']),
  name,
  key: z.string().default('values.yaml'),
  optional: z.boolean().default(false),
});

const helm = z.strictObject({
  release: z.string().max(53).optional().describe('Release name; the name of the App when left out'),
  values: values.default({}).describe('Values, applied over valueFiles and valuesFrom'),
  valueFiles: z.array(z.string()).default([]).describe('Paths relative to source.path, later ones win'),
  valuesFrom: z.array(valuesFrom).default([]),
});

const kustomize = z.strictObject({
  images: z.array(values).default([]),
  patches: z.array(values).default([]),
  components: z.array(z.string()).default([]),
  namePrefix: z.string().default(''),
});

const substitute = z.strictObject({
  vars: z.record(z.string(), z.string()).default({}),
  from: z
    .array(z.strictObject({ kind: z.enum(['Secret', 'ConfigMap']), name, optional: z.boolean().default(false) }))
    .default([]),
});

const render = z.strictObject({
  helm: helm.optional(),
  kustomize: kustomize.optional(),
  substitute: substitute.optional(),
});

const destination = z.strictObject({
  namespace: name
    .optional()
    .describe('Where namespaced objects without a namespace go; the namespace of the App when left out'),
  createNamespace: z.boolean().default(false),
});

const sync = z.strictObject({
  mode: z.enum(['auto', 'manual', 'shadow']).default('auto').describe('shadow plans and writes nothing'),
  prune: z.boolean().default(true).describe('Delete members that the files no longer name'),
  pruneLimit: z.int().min(0).default(20).describe('More deletions than this need consent'),
  drift: z.enum(['repair', 'warn', 'ignore']).default('repair'),
  conflicts: z.enum(['take', 'fail']).default('take').describe('What to do with fields that another manager owns'),
  partial: z.boolean().default(false).describe('Apply what can be applied when a part of the plan is blocked'),
  wait: z.boolean().default(true).describe('Wait until everything is healthy'),
  timeout: duration.default('5m'),
});

const ignore = z.strictObject({
  group: z.string().optional(),
  kind: z.string(),
  name: z.string().optional(),
  paths: z.array(pointer).min(1),
});

const healthRule = z.strictObject({
  group: z.string(),
  kind: z.string(),
  current: z.string().optional().describe('CEL; the object is healthy when it holds'),
  failed: z.string().optional(),
  suspended: z.string().optional(),
  inProgress: z.string().optional(),
});

const dependency = z
  .strictObject({
    apiVersion: z.string().optional(),
    kind: z.string().default('App'),
    name,
    namespace: name.optional(),
    ready: z.string().optional().describe('CEL over the object; its health when left out'),
  })
  .refine((d) => d.kind === 'App' || d.apiVersion !== undefined, 'needs an apiVersion for a kind other than App');

export const appSchema = z.strictObject({
  apiVersion: z.literal(appApiVersion),
  kind: z.literal('App'),
  metadata: z.looseObject({
    name,
    namespace: name.optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z
    .strictObject({
      source: source.prefault({}),
      render: render.prefault({}),
      destination: destination.prefault({}),
      serviceAccountName: name.optional(),
      images: z
        .array(z.strictObject({ name: z.string(), ref: z.string() }))
        .default([])
        .describe('Images to put in place of those the files name'),
      sync: sync.prefault({}),
      ignore: z.array(ignore).default([]).describe('Fields that are not applied and so not owned'),
      health: z.array(healthRule).default([]),
      dependsOn: z.array(dependency).default([]),
    })
    .prefault({}),
});

export type App = z.output<typeof appSchema>;
export type AppSpec = App['spec'];
export type Dependency = AppSpec['dependsOn'][number];
