/** What a Tenant says about the Apps and Sources of its namespaces, refused at `kubectl apply` already. */
import { matchesAny } from './cel.ts';
import type { Rule } from './policy.ts';

/** Of several Tenants that name one namespace each has to agree. */
export const ofThisTenant: string = matchesAny('request.namespace', 'params.spec.namespaces');

const tenant = `'tenant ' + params.metadata.name`;
const list = (field: string): string => `params.spec.${field}.join(', ')`;

/** The URLs that files are taken from, of a `spec.source` or of the spec of a Source. */
export const urlsOf = (source: string): string =>
  `[?${source}.?git.?url, ?${source}.?oci.?url, ?${source}.?chart.?repository] + ${source}.?oci.?mirrors.orValue([])`;

const isAllowed = matchesAny('u', 'params.spec.sources');

export const sourceRules: readonly Rule[] = [
  {
    expression: `!has(params.spec.sources) || variables.urls.all(u, ${isAllowed})`,
    message: 'a source is none that the tenant may take files from',
    messageExpression: `${tenant} + ' may not take files from ' + variables.urls.filter(u, !${isAllowed})[0] + '; it may from ' + ${list('sources')}`,
    reason: 'Forbidden',
  },
  {
    // A pattern that ends in `/*` must not be left by `/../`, written in whatever way a server understands.
    expression: String.raw`!has(params.spec.sources) || variables.urls.all(u, !u.matches(r'(?i)(^|[/\\]|%2f|%5c)(\.|%2e){2}([/\\?#]|%2f|%5c|$)'))`,
    message: 'the URL of a source climbs with ..; write the path it leads to',
    reason: 'Forbidden',
  },
];

/** A shared Source is judged by what it names, when it is written and by the operator again. */
export const signatureRule = (source: string): Rule => ({
  expression: `!params.spec.?requireSignedCommits.orValue(false) || ${source}.?git.?verify.hasValue() || ${source}.?ref.hasValue()`,
  message: 'the tenant takes signed commits only: take files from git, and name in git.verify who may sign',
  messageExpression: `${tenant} + ' takes signed commits only: take files from git, and name in git.verify who may sign'`,
  reason: 'Forbidden',
});

export const accountRule: Rule = {
  expression: `!has(params.spec.serviceAccounts) || ${matchesAny('variables.account', 'params.spec.serviceAccounts')}`,
  message: 'the App acts as a ServiceAccount that the tenant does not allow',
  messageExpression: `${tenant} + ' has no App act as ServiceAccount ' + variables.account + '; it may as ' + ${list('serviceAccounts')}`,
  reason: 'Forbidden',
};
