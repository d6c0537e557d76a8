/**
 * The App: one zod schema that is the source of the type, the check, the CRD, the reference page and the editor's JSON schema.
 * Field descriptions are for users: they are what the reference page prints.
 */
import { z } from 'zod';
import { apiVersion, expression, group, kind, name, pointer, text } from './schema/fields.ts';
import { notification } from './schema/notify.ts';
import { render } from './schema/render.ts';
import { withRule } from './schema/rules.ts';
import { source } from './schema/source.ts';
import { status } from './schema/status.ts';
import { sync } from './schema/sync.ts';

export const appApiVersion = 'tug.dev/v1alpha1';

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

const ignore = z.strictObject({
  group: group.optional().describe('API group; any when left out'),
  kind: kind.describe('Kind'),
  name: text(253).optional().describe('Name; any when left out'),
  paths: z.array(pointer).min(1).max(50).describe('JSON pointers such as /spec/replicas'),
});

const healthRule = z.strictObject({
  group: group.describe('API group'),
  kind: kind.describe('Kind'),
  current: expression.optional().describe('CEL; the object is healthy when it holds'),
  failed: expression.optional().describe('CEL; the object has failed when it holds'),
  suspended: expression.optional().describe('CEL; the object is suspended when it holds'),
  inProgress: expression.optional().describe('CEL; the object is on its way when it holds'),
});

const dependencyFields = z.strictObject({
  apiVersion: apiVersion.optional().describe('Needed for a kind other than App'),
  kind: kind.default('App').describe('App, or any kind of object'),
  name: name.describe('Name'),
  namespace: name.optional().describe('Namespace; that of this App when left out'),
  ready: expression.optional().describe('CEL over the object; its health when left out'),
});

const dependency = withRule(dependencyFields, {
  holds: (d) => d.kind === 'App' || d.apiVersion !== undefined,
  cel: "!has(self.kind) || self.kind == 'App' || has(self.apiVersion)",
  message: 'needs an apiVersion for a kind other than App',
});

const image = z.strictObject({
  name: text(512).describe('Image as the files name it, without its tag'),
  ref: text(1_024).describe('What to put in its place: registry/name:tag, or only :tag or @sha256:…'),
});

const appFields = z.strictObject({
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
        .describe('Where the files come from; one of git, oci, chart and ref, or the directory of this file'),
      render: render
        .prefault({})
        .describe('How files become objects. Helm, Kustomize and plain YAML are told apart by the files'),
      destination: destination.prefault({}).describe('Where the objects go'),
      serviceAccountName: name
        .optional()
        .describe('Whom an operator acts as; a push acts as whoever runs it (--as for another)'),
      images: z.array(image).max(500).default([]).describe('Images to put in place of those the files name'),
      sync: sync.prefault({}).describe('Policies of a deploy'),
      ignore: z.array(ignore).max(200).default([]).describe('Fields that are not applied and so not owned'),
      health: z
        .array(healthRule)
        .max(200)
        .default([])
        .describe('Rules for kinds that tug does not know, or knows otherwise'),
      dependsOn: z.array(dependency).max(100).default([]).describe('What has to be ready before this App is deployed'),
      notify: z.array(notification).max(20).default([]).describe('Whom an operator tells how a deploy ended'),
    })
    .prefault({})
    .describe('What is wanted'),
  status: status.optional().describe('Written by an operator'),
});

export const appSchema = withRule(appFields, {
  holds: ({ metadata, spec }) =>
    !spec.dependsOn.some(
      (d) => d.kind === 'App' && d.name === metadata.name && (d.namespace ?? metadata.namespace) === metadata.namespace,
    ),
  // CEL at the API server is told no namespace: one that is written out is looked at by zod alone.
  cel: "!has(self.spec) || !has(self.spec.dependsOn) || !self.spec.dependsOn.exists(d, d.name == self.metadata.name && !has(d.namespace) && (!has(d.kind) || d.kind == 'App'))",
  message: 'names the App itself',
  path: ['spec', 'dependsOn'],
});

export type App = z.output<typeof appSchema>;
export type AppSpec = App['spec'];
export type Dependency = AppSpec['dependsOn'][number];
