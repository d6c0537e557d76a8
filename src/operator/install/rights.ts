/** Who installs has to be allowed to; said before anything is planned, in one sentence instead of thirty refusals. */
import { type Api, create } from '../../kube/index.ts';
import { Problem } from '../../lib/errors.ts';

interface Right {
  readonly group: string;
  readonly resource: string;
}

const needed: readonly Right[] = [
  { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' },
  { group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
  { group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
  { group: 'admissionregistration.k8s.io', resource: 'validatingadmissionpolicies' },
  { group: 'admissionregistration.k8s.io', resource: 'validatingadmissionpolicybindings' },
];

/** Problem `Forbidden` when the caller lacks `verb` on one of the kinds that only administrators write. */
export async function requireRights(api: Api, verb: 'create' | 'delete'): Promise<void> {
  const answers = await Promise.all(needed.map(async (right) => ({ right, allowed: await mayI(api, verb, right) })));
  const lacking = answers.filter(({ allowed }) => !allowed).map(({ right }) => right.resource);
  if (lacking.length === 0) return;
  throw new Problem('Forbidden', `you may not ${verb} ${lacking.join(', ')}`, {
    where: api.server,
    hint: 'run this as an administrator of the cluster',
  });
}

async function mayI(api: Api, verb: string, { group, resource }: Right): Promise<boolean> {
  const answer = await create(api, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: {},
    spec: { resourceAttributes: { group, resource, verb } },
  });
  return (answer.status as { allowed?: boolean } | undefined)?.allowed === true;
}
