/**
 * The App: one zod schema that is the source of the type, the check, the CRD, the reference page and the editor's JSON schema.
 * Field descriptions are for users: they are what the reference page prints.
 */
import { z } from 'zod';
import { name, pointer } from './schema/fields.ts';
import { notification } from './schema/notify.ts';
import { render } from './schema/render.ts';
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
        .describe('Where the files come from; one of git, oci, chart and ref, or the directory of this file'),
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
      dependsOn: z.array(dependency).default([]).describe('What has to be ready before this App is deployed'),
      notify: z.array(notification).default([]).describe('Whom an operator tells how a deploy ended'),
    })
    .prefault({}),
  status: status.optional().describe('Written by an operator'),
});

export type App = z.output<typeof appSchema>;
export type AppSpec = App['spec'];
export type Dependency = AppSpec['dependsOn'][number];
