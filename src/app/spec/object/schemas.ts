/** What objects in a cluster have to hold to beyond what a file may say: an operator has no directory beside the App, and its file system is its own. */
import { withRule } from '../schema/rules.ts';
import { appSchema } from '../schema.ts';
import { sharedSourceSchema } from '../shared-source.ts';

const noLocalRepository =
  'reads a file system, and an operator has only its own; serve the repository over https or ssh';

const appWithSource = withRule(appSchema, {
  holds: ({ spec: { source } }) => [source.git, source.oci, source.chart, source.ref].some(Boolean),
  cel: 'has(self.spec) && has(self.spec.source) && (has(self.spec.source.git) || has(self.spec.source.oci) || has(self.spec.source.chart) || has(self.spec.source.ref))',
  message: 'needs one of git, oci, chart and ref: an operator has no directory beside the App',
  path: ['spec', 'source'],
});

export const appObjectSchema = withRule(appWithSource, {
  holds: ({ spec: { source } }) => !source.git?.url.startsWith('file:'),
  cel: "!has(self.spec) || !has(self.spec.source) || !has(self.spec.source.git) || !self.spec.source.git.url.startsWith('file:')",
  message: noLocalRepository,
  path: ['spec', 'source', 'git', 'url'],
});

export const sourceObjectSchema = withRule(sharedSourceSchema, {
  holds: ({ spec: { git } }) => !git?.url.startsWith('file:'),
  cel: "!has(self.spec.git) || !self.spec.git.url.startsWith('file:')",
  message: noLocalRepository,
  path: ['spec', 'git', 'url'],
});
