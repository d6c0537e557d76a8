import { describe, expect, test } from 'vitest';
import { ApiError, KindNotServed, type StatusCause } from '../../kube/index.ts';
import { Problem } from '../../lib/errors.ts';
import { refusalOf } from './refusal.ts';

interface Said {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly causes?: readonly StatusCause[];
  readonly kind?: string;
  readonly name?: string;
}

const error = ({ status, reason, message, causes, kind, name }: Said): ApiError =>
  new ApiError({
    status,
    reason,
    message,
    details: { ...(causes && { causes }), ...(kind && { kind }), ...(name && { name }) },
  });

const invalid = (message: string, ...causes: StatusCause[]): Said => ({
  status: 422,
  reason: 'Invalid',
  message: `X "x" is invalid: ${message}`,
  causes,
});
const value = (field: string, message: string): StatusCause => ({ reason: 'FieldValueInvalid', field, message });
const forbidden = (field: string, message: string): StatusCause => ({ reason: 'FieldValueForbidden', field, message });

const sts =
  "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy' are forbidden";

describe('immutability is believed only when the API itself says so of every fault', () => {
  const proven: [string, Said, string[]][] = [
    [
      'a selector',
      invalid('', value('spec.selector', 'Invalid value: {"matchLabels":{"app":"b"}}: field is immutable')),
      ['spec.selector'],
    ],
    ['a StatefulSet', invalid('', forbidden('spec', sts)), ['spec']],
    [
      'a Service address',
      invalid('', value('spec.clusterIPs[0]', 'Invalid value: ["10.0.0.9"]: may not change once set')),
      ['spec.clusterIPs[0]'],
    ],
    [
      'a roleRef',
      invalid('', value('roleRef', 'Invalid value: rbac.RoleRef{Name:"b"}: cannot change roleRef')),
      ['roleRef'],
    ],
    [
      'a StorageClass',
      invalid('', forbidden('parameters', 'Forbidden: updates to parameters are forbidden.')),
      ['parameters'],
    ],
    ['a PriorityClass', invalid('', forbidden('value', 'Forbidden: may not be changed in an update.')), ['value']],
    [
      'a bound claim',
      invalid('', forbidden('spec', 'Forbidden: spec is immutable after creation except resources.requests')),
      ['spec'],
    ],
    [
      'a rule of a custom resource',
      invalid('', value('spec.engine', 'Invalid value: "string": Value is immutable')),
      ['spec.engine'],
    ],
    ['a Secret, whose words are withheld', invalid('', { reason: 'FieldValueInvalid', field: 'type' }), ['type']],
  ];
  test.each(proven)('%s', (_, said, fields) => {
    expect(refusalOf(error(said))).toMatchObject({ reason: 'immutable', fields });
  });

  const unproven: [string, Said, string][] = [
    [
      'with another fault beside it',
      invalid('', value('spec.selector', 'field is immutable'), value('spec.replicas', 'must be >= 0')),
      'invalid',
    ],
    [
      'said by a webhook',
      { status: 422, reason: 'Invalid', message: 'admission webhook "a.b" denied the request: spec is immutable' },
      'admission',
    ],
    ['of the name', invalid('', value('metadata.name', 'field is immutable')), 'invalid'],
    [
      'of a shrinking claim',
      invalid(
        '',
        forbidden('spec.resources.requests.storage', 'Forbidden: field can not be less than status.capacity'),
      ),
      'invalid',
    ],
  ];
  test.each(unproven)('but not %s', (_, said, reason) => {
    expect(refusalOf(error(said))?.reason).toBe(reason);
  });
});

describe('every other refusal is told apart', () => {
  const cases: [string, Said, { reason: string; message?: RegExp; fields?: string[] }][] = [
    [
      'other managers hold a field',
      {
        status: 409,
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas',
        causes: [
          {
            reason: 'FieldManagerConflict',
            field: '.spec.replicas',
            message: 'conflict with "kubectl-edit" using apps/v1',
          },
        ],
      },
      { reason: 'conflict', message: /^\.spec\.replicas is owned by kubectl-edit$/, fields: ['spec.replicas'] },
    ],
    [
      'no right',
      {
        status: 403,
        reason: 'Forbidden',
        message:
          'deployments.apps "x" is forbidden: User "u" cannot patch resource "deployments" in API group "apps" in the namespace "n"',
      },
      { reason: 'forbidden', message: /^User "u" cannot patch/ },
    ],
    [
      'granting more than one has',
      {
        status: 403,
        reason: 'Forbidden',
        message:
          'roles.rbac.authorization.k8s.io "x" is forbidden: user "u" (groups=["g"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""]}',
      },
      { reason: 'forbidden', message: /not currently held: \{/ },
    ],
    [
      'pod security',
      {
        status: 403,
        reason: 'Forbidden',
        message: 'pods "x" is forbidden: violates PodSecurity "restricted:latest": privileged',
      },
      { reason: 'admission' },
    ],
    [
      'a quota',
      {
        status: 403,
        reason: 'Forbidden',
        message: 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
      },
      { reason: 'admission', message: /^exceeded quota: q/ },
    ],
    [
      'a namespace on its way out',
      {
        status: 403,
        reason: 'Forbidden',
        message:
          'configmaps "x" is forbidden: unable to create new content in namespace n because it is being terminated',
        causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }],
      },
      { reason: 'other', message: /^namespace n is being deleted$/ },
    ],
    [
      'no namespace',
      { status: 404, reason: 'NotFound', message: 'namespaces "n" not found', kind: 'namespaces', name: 'n' },
      { reason: 'other', message: /^namespace n does not exist$/ },
    ],
    [
      'a policy',
      invalid(
        ": ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many",
        value('<nil>', "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many"),
      ),
      { reason: 'admission', message: /^ValidatingAdmissionPolicy 'p'/ },
    ],
    [
      'a webhook',
      { status: 403, reason: 'Forbidden', message: 'admission webhook "v.k.io" denied the request: no' },
      { reason: 'admission', message: /denied the request: no/ },
    ],
    [
      'a webhook that is down',
      {
        status: 500,
        reason: 'InternalError',
        message: 'Internal error occurred: failed calling webhook "v.k.io": connection refused',
      },
      { reason: 'admission', message: /^failed calling webhook/ },
    ],
    [
      'a field that does not exist, by server-side apply',
      {
        status: 422,
        reason: 'Invalid',
        message: 'the Deployment does not fit its schema: .spec.typo: field not declared in schema',
        causes: [
          value('.spec.typo', 'field not declared in schema'),
          value('.spec.template.oops', 'field not declared in schema'),
        ],
      },
      { reason: 'schema', message: /^spec\.typo: field not declared/, fields: ['spec.typo', 'spec.template.oops'] },
    ],
    [
      'a field that does not exist, by strict decoding',
      { status: 400, reason: 'BadRequest', message: 'strict decoding error: unknown field "spec.typo"' },
      { reason: 'schema', fields: ['spec.typo'] },
    ],
    [
      'a wrong type',
      {
        status: 400,
        reason: 'BadRequest',
        message:
          'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
      },
      { reason: 'schema', fields: ['data'] },
    ],
    [
      'a bad value',
      invalid('', value('spec.replicas', 'Invalid value: -1: must be greater than or equal to 0')),
      { reason: 'invalid', message: /^spec\.replicas: Invalid value: -1/, fields: ['spec.replicas'] },
    ],
    [
      'a kind without patch',
      {
        status: 405,
        reason: 'MethodNotAllowed',
        message: 'the server does not allow this method on the requested resource',
      },
      { reason: 'other', message: /no patch/ },
    ],
  ];
  test.each(cases)('%s', (_, said, expected) => {
    const refusal = refusalOf(error(said));
    expect(refusal?.reason).toBe(expected.reason);
    if (expected.message) expect(refusal?.message).toMatch(expected.message);
    if (expected.fields) expect(refusal?.fields).toEqual(expected.fields);
  });

  test('a kind that is not served comes with what to do', () => {
    const notServed = new KindNotServed('extensions/v1beta1', 'Ingress', {
      hint: 'use apiVersion networking.k8s.io/v1',
    });
    expect(refusalOf(notServed)).toMatchObject({
      reason: 'unknownKind',
      message: expect.stringMatching(/networking\.k8s\.io\/v1$/) as string,
    });
  });
});

test('what is no answer about this object is no refusal', () => {
  expect(refusalOf(new Problem('Unreachable', 'x refuses connections'))).toBeUndefined();
  expect(refusalOf(error({ status: 401, reason: 'Unauthorized', message: 'no' }))).toBeUndefined();
  expect(refusalOf(error({ status: 503, reason: 'ServiceUnavailable', message: 'later' }))).toBeUndefined();
  expect(refusalOf(new TypeError('defect'))).toBeUndefined();
});
