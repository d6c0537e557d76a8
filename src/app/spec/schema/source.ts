/** Where files come from. The fields of one source, as an App writes them and as a shared Source does. */
import { z } from 'zod';
import { matching, name, period, secretRef, text } from './fields.ts';
import { withRule } from './rules.ts';

const interval = (standard: string): z.ZodDefault<typeof period> =>
  period.default(standard).describe('How often an operator looks for something new; webhooks make it look at once');

const credentials = (keys: string): z.ZodOptional<typeof secretRef> =>
  secretRef.optional().describe(`Secret in the same namespace, for an operator. Keys: ${keys}`);

/** What `git/url.ts` reads, scp's notation among it. */
const gitUrl = matching(
  /^((https?|ssh|file):\/\/\S+|([A-Za-z0-9_.-]+@)?[A-Za-z0-9][A-Za-z0-9_.-]*:\/?[^\s:/]\S*)$/,
  'must be a URL that begins with https://, http:// or ssh://, or user@host:path',
  2_048,
);

const ociUrl = matching(/^oci:\/\/[^/\s]+\/\S+$/, 'must be oci://registry/repository', 2_048);

const verifyGit = z.strictObject({
  what: z
    .enum(['commit', 'tag', 'both'])
    .default('commit')
    .describe('What has to be signed: the commit, the annotated tag that led to it, or both'),
  secretRef: secretRef.describe(
    'Secret with the keys of who may sign: PGP public keys (*.asc) and SSH public keys or allowed_signers (*.pub, allowed_signers)',
  ),
});

const gitFields = z.strictObject({
  url: gitUrl.describe('https://, ssh:// or file:// URL of the repository'),
  branch: text(255)
    .optional()
    .describe('Head of this branch; the default branch of the repository when nothing is said'),
  tag: text(255).optional().describe('This tag'),
  semver: text(255).optional().describe('Newest tag in this range'),
  commit: matching(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a whole commit hash of 40 or 64 hex digits', 64)
    .optional()
    .describe('This commit, by its full hash'),
  interval: interval('1m'),
  secretRef: credentials(
    'username and password, or bearerToken; identity and known_hosts for ssh; ca.crt; tls.crt and tls.key; proxy',
  ),
  submodules: z.boolean().default(false).describe('Fetch submodules too, with the same credential on the same host'),
  verify: verifyGit.optional().describe('Refuse commits that nobody known has signed'),
});

export const git = withRule(gitFields, {
  holds: (g) => [g.branch, g.tag, g.semver, g.commit].filter((one) => one !== undefined).length <= 1,
  cel: '[has(self.branch), has(self.tag), has(self.semver), has(self.commit)].filter(given, given).size() <= 1',
  message: 'takes one of branch, tag, semver and commit, not several',
});

export const oci = z.strictObject({
  url: ociUrl.describe('oci://registry/repository'),
  tag: text(128).optional().describe('This tag; latest when nothing is said'),
  semver: text(255).optional().describe('Newest tag in this range'),
  digest: matching(/^(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/, 'must be sha256: and 64 hex digits', 135)
    .optional()
    .describe('This digest, as sha256:…'),
  interval: interval('1m'),
  mirrors: z
    .array(ociUrl)
    .max(10)
    .default([])
    .describe('The same repository elsewhere, asked in this order when url does not answer'),
  secretRef: credentials('.dockerconfigjson (or username and password); ca.crt'),
});

export const chart = z.strictObject({
  repository: matching(
    /^(https?|oci):\/\/\S+$/,
    'must be a URL that begins with https://, http:// or oci://',
    2_048,
  ).describe('https:// URL of a chart repository, or oci://registry/path'),
  name: text(253).describe('Name of the chart'),
  version: text(255).default('*').describe('Version or range'),
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

const sourceFields = z.strictObject({
  git: git.optional().describe('A Git repository'),
  oci: oci.optional().describe('An OCI artifact: files, or a packaged chart'),
  chart: chart.optional().describe('A chart of a chart repository'),
  ref: sharedSource.optional().describe('A Source object; for an operator'),
  path: text(1_024)
    .default('.')
    .describe('Directory or file inside the source; beside the App when there is no source'),
});

const oneSource = withRule(sourceFields, {
  holds: (s) => [s.git, s.oci, s.chart, s.ref].filter(Boolean).length <= 1,
  cel: '[has(self.git), has(self.oci), has(self.chart), has(self.ref)].filter(given, given).size() <= 1',
  message: 'takes one of git, oci, chart and ref, not several',
});

/** Beside an App a path may lead up; what was fetched has nothing above it. */
export const source = withRule(oneSource, {
  holds: (s) => !(s.git ?? s.oci ?? s.chart ?? s.ref) || !/(^|\/)\.\.(\/|$)/.test(s.path),
  cel: `!(has(self.git) || has(self.oci) || has(self.chart) || has(self.ref)) || !has(self.path) || !self.path.matches('(^|/)[.][.](/|$)')`,
  message: 'leaves the source; name a path inside it',
  path: ['path'],
});
