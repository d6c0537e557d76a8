/**
 * The App: one zod schema that is the source of the type, the check, the CRD, the reference page and the editor's JSON schema.
 * Field descriptions are for users: they are what the reference page prints.
 */
import { z } from 'zod';
import { parseDuration } from '../../lib/duration.ts';

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
  branch: z
    .string()
    .optional()
    .describe('Head of this branch; the default branch of the repository when nothing is said'),
  tag: z.string().optional().describe('This tag'),
  semver: z.string().optional().describe('Newest tag in this range'),
  commit: z.string().optional().describe('This commit, by its full hash'),
});

const oci = z.strictObject({
  url: z.string().startsWith('oci://').describe('oci://registry/repository'),
  tag: z.string().optional().describe('This tag; latest when nothing is said'),
  semver: z.string().optional().describe('Newest tag in this range'),
  digest: z.string().optional().describe('This digest, as sha256:…'),
});

const chart = z.strictObject({
  repository: z.string().describe('https:// URL of a chart repository, or oci://registry/path'),
  name: z.string().describe('Name of the chart'),
  version: z.string().default('*').describe('Version or range'),
});

const source = z
  .strictObject({
    git: git.optional().describe('A Git repository'),
    oci: oci.optional().describe('An OCI artifact: files, or a packaged chart'),
    chart: chart.optional().describe('A chart of a chart repository'),
    path: z
      .string()
      .default('.')
      .describe('Directory or file inside the source; beside the App when there is no source'),
  })
  .refine((s) => [s.git, s.oci, s.chart].filter(Boolean).length <= 1, 'takes one of git, oci and chart, not several');

const valuesFrom = z.strictObject({
  kind: z.enum(['Secret', 'ConfigMap']).describe('Kind of the object, which is in the namespace of the App'),
  name: name.describe('Name of the object'),
  key: z.string().default('values.yaml').describe('Key that holds a values file'),
  optional: z.boolean().default(false).describe('Go on when the object or the key is not there'),
});

const helm = z.strictObject({
  release: z.string().max(53).optional().describe('Release name; the name of the App when left out'),
  values: values.default({}).describe('Values, applied over valueFiles and valuesFrom'),
  valueFiles: z.array(z.string()).default([]).describe('Paths relative to source.path, later ones win'),
  valuesFrom: z
    .array(valuesFrom)
    .default([])
    .describe('Values files in Secrets and ConfigMaps, applied over valueFiles'),
});

const kustomize = z.strictObject({
  images: z.array(values).default([]).describe('As images of a kustomization'),
  patches: z.array(values).default([]).describe('As patches of a kustomization'),
  components: z.array(z.string()).default([]).describe('As components of a kustomization'),
  namePrefix: z.string().default('').describe('As namePrefix of a kustomization'),
});

const variablesFrom = z.strictObject({
  kind: z.enum(['Secret', 'ConfigMap']).describe('Kind of the object, which is in the namespace of the App'),
  name: name.describe('Name of the object'),
  optional: z.boolean().default(false).describe('Go on when the object is not there'),
});

const substitute = z.strictObject({
  vars: z.record(z.string(), z.string()).default({}).describe('Variables and their values; they win over from'),
  from: z.array(variablesFrom).default([]).describe('Objects whose keys are variables; later ones win'),
});

const render = z.strictObject({
  helm: helm.optional().describe('For a source that is a chart'),
  kustomize: kustomize.optional().describe('Laid over a source that is a kustomization'),
  substitute: substitute
    .optional()
    .describe('Puts variables in place of ${NAME} in what was rendered; one that is not set is refused'),
});

const destination = z.strictObject({
  namespace: name
    .optional()
    .describe('Where namespaced objects without a namespace go; the namespace of the App when left out'),
  createNamespace: z
    .boolean()
    .default(false)
    .describe(
      'Make that namespace, and that of the App, when they are missing. They are no members and are never deleted',
    ),
});

const sync = z.strictObject({
  mode: z
    .enum(['auto', 'manual', 'shadow'])
    .default('auto')
    .describe('shadow plans and writes nothing. auto and manual differ for an operator only; a push is a push'),
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
});

const ignore = z.strictObject({
  group: z.string().optional().describe('API group; any when left out'),
  kind: z.string().describe('Kind'),
  name: z.string().optional().describe('Name; any when left out'),
  paths: z.array(pointer).min(1).describe('JSON pointers such as /spec/replicas'),
});

const healthRule = z.strictObject({
  group: z.string().describe('API group'),
  kind: z.string().describe('Kind'),
  current: z.string().optional().describe('CEL; the object is healthy when it holds'),
  failed: z.string().optional().describe('CEL; the object has failed when it holds'),
  suspended: z.string().optional().describe('CEL; the object is suspended when it holds'),
  inProgress: z.string().optional().describe('CEL; the object is on its way when it holds'),
});

const dependency = z
  .strictObject({
    apiVersion: z.string().optional().describe('Needed for a kind other than App'),
    kind: z.string().default('App').describe('App, or any kind of object'),
    name: name.describe('Name'),
    namespace: name.optional().describe('Namespace; that of this App when left out'),
    ready: z.string().optional().describe('CEL over the object; its health when left out'),
  })
  .refine((d) => d.kind === 'App' || d.apiVersion !== undefined, 'needs an apiVersion for a kind other than App');

const image = z.strictObject({
  name: z.string().describe('Image as the files name it, without its tag'),
  ref: z.string().describe('What to put in its place: registry/name:tag, or only :tag or @sha256:…'),
});

export const appSchema = z.strictObject({
  apiVersion: z.literal(appApiVersion),
  kind: z.literal('App'),
  metadata: z.looseObject({
    name: name.describe('Name of the App, and of the Helm release unless render.helm.release says another'),
    namespace: name
      .optional()
      .describe('Where its ledger and releases are kept; -n or the namespace of the kubeconfig context when left out'),
    labels: z.record(z.string(), z.string()).optional().describe('Labels of the App itself'),
    annotations: z.record(z.string(), z.string()).optional().describe('Annotations of the App itself'),
  }),
  spec: z
    .strictObject({
      source: source
        .prefault({})
        .describe('Where the files come from; one of git, oci and chart, or the directory of this file'),
      render: render
        .prefault({})
        .describe('How files become objects. Helm, Kustomize and plain YAML are told apart by the files'),
      destination: destination.prefault({}).describe('Where the objects go'),
      serviceAccountName: name
        .optional()
        .describe('Whom an operator acts as; a push acts as whoever runs it (--as for another)'),
      images: z.array(image).default([]).describe('Images to put in place of those the files name'),
      sync: sync.prefault({}).describe('Policies of a deploy'),
      ignore: z.array(ignore).default([]).describe('Fields that are not applied and so not owned'),
      health: z.array(healthRule).default([]).describe('Rules for kinds that tug does not know, or knows otherwise'),
      dependsOn: z.array(dependency).default([]).describe('What has to be ready before this App is pushed'),
    })
    .prefault({}),
});

export type App = z.output<typeof appSchema>;
export type AppSpec = App['spec'];
export type Dependency = AppSpec['dependsOn'][number];
