/** A ValidatingAdmissionPolicy and its binding (KEP-3488). Written for Kubernetes 1.30 and later, where it is stable. */
import type { KubeObject } from '../../../../kube/object.ts';
import { apiGroup } from '../../names.ts';
import { clusterWide } from '../common.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';

export interface Rule {
  /** CEL; the request is refused when it does not hold. */
  readonly expression: string;
  /** Said when `messageExpression` cannot be evaluated, and in the list of what a policy asks. */
  readonly message: string;
  /** CEL that gives the sentence a person reads. */
  readonly messageExpression?: string;
  readonly reason: 'Forbidden' | 'Invalid';
}

export interface Policy {
  readonly name: string;
  readonly resource: string;
  readonly operations: readonly ('CREATE' | 'UPDATE')[];
  /** Judged once for each Tenant, as `params`; not at all where there is none. */
  readonly perTenant?: boolean;
  /** CEL; all have to hold for the policy to say anything. By name. */
  readonly when: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
}

export function policyObjects(policy: Policy): KubeObject[] {
  const { name, resource, operations, perTenant, when, variables, rules } = policy;
  const named = (table: Readonly<Record<string, string>>): unknown[] =>
    Object.entries(table).map(([name, expression]) => ({ name, expression }));
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: clusterWide(name),
      spec: {
        failurePolicy: 'Fail',
        ...(perTenant ? { paramKind: { apiVersion: `${apiGroup}/v1alpha1`, kind: 'Tenant' } } : {}),
        matchConstraints: {
          resourceRules: [{ apiGroups: [apiGroup], apiVersions: ['*'], operations, resources: [resource] }],
        },
        matchConditions: named(when),
        variables: named(variables),
        validations: rules,
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: perTenant
        ? // A policy whose parameters have no definition yet refuses everything.
          { ...clusterWide(name), annotations: { 'tug.dev/after': 'CustomResourceDefinition/tenants.tug.dev' } }
        : clusterWide(name),
      spec: {
        policyName: name,
        validationActions: ['Deny'],
        ...(perTenant ? { paramRef: { selector: {}, parameterNotFoundAction: 'Allow' } } : {}),
      },
    },
  ];
}
