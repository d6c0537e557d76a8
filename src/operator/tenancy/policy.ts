/** What the Tenants of a namespace say to an App and to its objects. Pure. */
import type { App } from '../../app/spec/schema.ts';
import type { Tenant } from '../../app/spec/tenant.ts';
import { groupOf, refOf } from '../../kube/object.ts';
import { parseDuration } from '../../lib/duration.ts';
import { Problem } from '../../lib/errors.ts';
import type { Blocked, Desired } from '../../plan/types.ts';
import type { SourceSpec } from '../sources/types.ts';
import { matches } from './pattern.ts';

/** Problem `Forbidden` names the Tenant, the field and what would be allowed. `source` is what the App resolves to, a shared Source included. */
export function checkApp(app: App, account: string, source: SourceSpec, tenants: readonly (Tenant | Problem)[]): void {
  for (const tenant of tenants) {
    if (tenant instanceof Problem) throw unreadable(tenant);
    const { spec, metadata } = tenant;
    const refuse = (what: string, where: string, allowed: readonly string[] | undefined): Problem =>
      new Problem('Forbidden', `${what} is not allowed by Tenant ${metadata.name}`, {
        where,
        hint: allowed ? `it allows ${allowed.join(', ') || 'none'}` : `ask whoever owns Tenant ${metadata.name}`,
      });
    if (spec.serviceAccounts && !some(spec.serviceAccounts, account)) {
      throw refuse(`the ServiceAccount ${account}`, 'spec.serviceAccountName', spec.serviceAccounts);
    }
    const namespace = app.spec.destination.namespace ?? app.metadata.namespace ?? '';
    const destinations = destinationsOf(tenant);
    if (!some(destinations, namespace)) {
      throw refuse(`the destination ${namespace}`, 'spec.destination.namespace', destinations);
    }
    const urls = urlsOf(source);
    const foreign = spec.sources && urls.find((url) => !some(spec.sources ?? [], url));
    if (foreign) throw refuse(`the source ${foreign}`, 'spec.source', spec.sources);
    if (spec.requireSignedCommits && !source.git?.verify) {
      throw refuse('sources without verified signatures', 'spec.source.git.verify', undefined);
    }
  }
}

/** Objects that may not be applied, each with the reason. */
export function refuseObjects(
  desired: readonly Desired[],
  tenants: readonly (Tenant | Problem)[],
  appNamespace: string,
): Blocked[] {
  return tenants.flatMap((tenant) => (tenant instanceof Problem ? [] : refusedBy(tenant, desired, appNamespace)));
}

function refusedBy(tenant: Tenant, desired: readonly Desired[], appNamespace: string): Blocked[] {
  const { spec, metadata } = tenant;
  const { limits } = spec;
  const remedy = `remove it, or ask whoever owns Tenant ${metadata.name}`;
  const app = { apiVersion: 'tug.dev/v1alpha1', kind: 'Tenant', name: metadata.name };
  const size = desired.reduce((sum, { object }) => sum + JSON.stringify(object).length, 0);
  if (desired.length > limits.objects) {
    const reason = `the App has ${desired.length} objects, and Tenant ${metadata.name} allows ${limits.objects}`;
    return [{ object: app, reason, remedy: 'split the App, or have limits.objects raised' }];
  }
  if (size > limits.bytes) {
    const reason = `its objects are ${size} bytes, and Tenant ${metadata.name} allows ${limits.bytes}`;
    return [{ object: app, reason, remedy: 'split the App, or have limits.bytes raised' }];
  }
  const destinations = [...destinationsOf(tenant), appNamespace];
  return desired.flatMap(({ object, where }): Blocked[] => {
    const block = (reason: string): Blocked[] => [
      { object: refOf(object), reason: `${reason} (${where})`, remedy, ofDesired: true },
    ];
    const { namespace } = object.metadata;
    const kind = `${object.kind}${groupOf(object.apiVersion) ? `.${groupOf(object.apiVersion)}` : ''}`;
    if (!namespace && !spec.clusterObjects) {
      return block(`objects without a namespace are not allowed by Tenant ${metadata.name}`);
    }
    if (namespace && !some(destinations, namespace)) {
      return block(`the namespace ${namespace} is not allowed by Tenant ${metadata.name}`);
    }
    const isKind = (one: { group: string; kind: string }): boolean =>
      matches(one.group, groupOf(object.apiVersion)) && matches(one.kind, object.kind);
    if (spec.denyKinds.some(isKind) || (spec.allowKinds && !spec.allowKinds.some(isKind))) {
      return block(`the kind ${kind} is not allowed by Tenant ${metadata.name}`);
    }
    return [];
  });
}

/** The shortest that one of them gives, ms; undefined without a Tenant. */
export function renderTimeMs(tenants: readonly (Tenant | Problem)[]): number | undefined {
  const times = tenants.flatMap((tenant) =>
    tenant instanceof Problem ? [] : (parseDuration(tenant.spec.limits.renderTime) ?? []),
  );
  return times.length > 0 ? Math.min(...times) : undefined;
}

const destinationsOf = ({ spec }: Tenant): readonly string[] => spec.destinations ?? spec.namespaces;

const some = (patterns: readonly string[], text: string): boolean => patterns.some((one) => matches(one, text));

function urlsOf({ git, oci, chart }: SourceSpec): string[] {
  if (git) return [git.url];
  if (oci) return [oci.url, ...oci.mirrors];
  return chart ? [chart.repository] : [];
}

const unreadable = (problem: Problem): Problem =>
  new Problem('Forbidden', `a Tenant of this namespace cannot be read, so nothing is allowed: ${problem.message}`, {
    where: problem.where,
    hint: 'correct the Tenant',
  });
