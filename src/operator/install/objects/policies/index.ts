import type { KubeObject } from '../../../../kube/object.ts';
import { defaultDeployer, holdAnnotation, membersFinalizer } from '../../names.ts';
import { isOperatorOrAdministrator, specIsNew } from './cel.ts';
import { holdRule, isHeldAnew } from './hold.ts';
import { type Policy, policyObjects } from './policy.ts';
import { accountRule, ofThisTenant, signatureRule, sourceRules, urlsOf } from './tenant-rules.ts';

const ofApp = 'object.?spec.?source';
const ofSource = 'object.?spec';
const writes = ['CREATE', 'UPDATE'] as const;

/** Everything that is refused at the door. Each says nothing about what it was not made for. */
const table: readonly Policy[] = [
  {
    name: 'tug-tenant-apps',
    resource: 'apps',
    operations: writes,
    perTenant: true,
    when: { 'spec-is-new': specIsNew, 'of-this-tenant': ofThisTenant },
    variables: {
      urls: urlsOf(ofApp),
      account: `object.?spec.?serviceAccountName.orValue('${defaultDeployer}')`,
    },
    rules: [...sourceRules, signatureRule(ofApp), accountRule],
  },
  {
    name: 'tug-tenant-sources',
    resource: 'sources',
    operations: writes,
    perTenant: true,
    when: { 'spec-is-new': specIsNew, 'of-this-tenant': ofThisTenant },
    variables: { urls: urlsOf(ofSource) },
    rules: [...sourceRules, signatureRule(ofSource)],
  },
  {
    name: 'tug-app-hold',
    resource: 'apps',
    operations: writes,
    when: { 'is-held-anew': isHeldAnew },
    variables: { hold: `object.metadata.annotations['${holdAnnotation}']` },
    rules: [holdRule],
  },
  {
    name: 'tug-app-status',
    resource: 'apps/status',
    operations: ['UPDATE'],
    when: {},
    variables: {},
    rules: [
      {
        expression: isOperatorOrAdministrator,
        message: 'the status of an App is written by the operator alone',
        reason: 'Forbidden',
      },
    ],
  },
  {
    name: 'tug-app-finalizer',
    resource: 'apps',
    operations: ['UPDATE'],
    when: {
      'finalizer-goes':
        `oldObject.metadata.?finalizers.orValue([]).exists(f, f == '${membersFinalizer}') && ` +
        `!object.metadata.?finalizers.orValue([]).exists(f, f == '${membersFinalizer}')`,
    },
    variables: {},
    rules: [
      {
        expression: isOperatorOrAdministrator,
        message: `the operator takes ${membersFinalizer} off when it has seen to the members; to leave them in place set sync.deletion to orphan and delete the App, and use apply or patch instead of replace`,
        reason: 'Forbidden',
      },
    ],
  },
];

export const policies = (): KubeObject[] => table.flatMap(policyObjects);
