/** Where files come from. The fields of one source, as an App writes them and as a shared Source does. */
import { z } from 'zod';
import { duration, name, secretRef } from './fields.ts';

const interval = (standard: string): z.ZodDefault<typeof duration> =>
  duration.default(standard).describe('How often an operator looks for something new; webhooks make it look at once');

const credentials = (keys: string): z.ZodOptional<typeof secretRef> =>
  secretRef.optional().describe(`Secret in the same namespace, for an operator. Keys: ${keys}`);

const verifyGit = z.strictObject({
  what: z
    .enum(['commit', 'tag', 'both'])
    .default('commit')
    .describe('What has to be signed: the commit, the annotated tag that led to it, or both'),
  secretRef: secretRef.describe(
    'Secret with the keys of who may sign: PGP public keys (*.asc) and SSH public keys or allowed_signers (*.pub, allowed_signers)',
  ),
});

export const git = z.strictObject({
  url: z.string().describe('https://, ssh:// or file:// URL of the repository'),
  branch: z
    .string()
    .optional()
    .describe('Head of this branch; the default branch of the repository when nothing is said'),
  tag: z.string().optional().describe('This tag'),
  semver: z.string().optional().describe('Newest tag in this range'),
  commit: z.string().optional().describe('This commit, by its full hash'),
  interval: interval('1m'),
  secretRef: credentials(
    'username and password, or bearerToken; identity and known_hosts for ssh; ca.crt; tls.crt and tls.key; proxy',
  ),
  submodules: z.boolean().default(false).describe('Fetch submodules too, with the same credential on the same host'),
  verify: verifyGit.optional().describe('Refuse commits that nobody known has signed'),
});

export const oci = z.strictObject({
  url: z.string().startsWith('oci://').describe('oci://registry/repository'),
  tag: z.string().optional().describe('This tag; latest when nothing is said'),
  semver: z.string().optional().describe('Newest tag in this range'),
  digest: z.string().optional().describe('This digest, as sha256:…'),
  interval: interval('1m'),
  mirrors: z
    .array(z.string().startsWith('oci://'))
    .default([])
    .describe('The same repository elsewhere, asked in this order when url does not answer'),
  secretRef: credentials('.dockerconfigjson (or username and password); ca.crt'),
});

export const chart = z.strictObject({
  repository: z.string().describe('https:// URL of a chart repository, or oci://registry/path'),
  name: z.string().describe('Name of the chart'),
  version: z.string().default('*').describe('Version or range'),
  interval: interval('10m'),
  secretRef: credentials('username and password; ca.crt; .dockerconfigjson for oci://'),
});

/** A `Source` object that several Apps share. */
export const sharedSource = z.strictObject({
  name: name.describe('Name of the Source'),
  namespace: name
    .optional()
    .describe('Its namespace, when its owner lets this one use it; that of the App when left out'),
});

export const source = z
  .strictObject({
    git: git.optional().describe('A Git repository'),
    oci: oci.optional().describe('An OCI artifact: files, or a packaged chart'),
    chart: chart.optional().describe('A chart of a chart repository'),
    ref: sharedSource.optional().describe('A Source object; for an operator'),
    path: z
      .string()
      .default('.')
      .describe('Directory or file inside the source; beside the App when there is no source'),
  })
  .refine(
    (s) => [s.git, s.oci, s.chart, s.ref].filter(Boolean).length <= 1,
    'takes one of git, oci, chart and ref, not several',
  );
