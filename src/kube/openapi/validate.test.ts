import { expect, test } from 'vitest';
import type { OpenApiDocument, Schema } from './schema.ts';
import { validate, validateSchema } from './validate.ts';

/** The forms the generators of Kubernetes use: references wrapped in allOf with an empty default, quantities as oneOf, open maps. */
const document: OpenApiDocument = {
  schemas: {
    'io.k8s.api.apps.v1.Deployment': {
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { default: {}, allOf: [{ $ref: '#/components/schemas/ObjectMeta' }] },
        spec: { default: {}, allOf: [{ $ref: '#/components/schemas/Spec' }] },
        status: { default: {}, allOf: [{ $ref: '#/components/schemas/Status' }] },
      },
      'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
    },
    ObjectMeta: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        labels: { type: 'object', additionalProperties: { type: 'string', default: '' } },
        creationTimestamp: { allOf: [{ $ref: '#/components/schemas/Time' }] },
      },
    },
    Time: { type: 'string', format: 'date-time' },
    Quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    IntOrString: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
    Status: { type: 'object', required: ['replicas'], properties: { replicas: { type: 'integer' } } },
    Spec: {
      type: 'object',
      required: ['template'],
      properties: {
        replicas: { type: 'integer', format: 'int32' },
        strategy: { type: 'string', enum: ['Recreate', 'RollingUpdate'] },
        template: { type: 'object' },
        port: { $ref: '#/components/schemas/IntOrString' },
        memory: { $ref: '#/components/schemas/Quantity' },
        secret: { type: 'string', format: 'byte' },
        self: { $ref: '#/components/schemas/Spec' },
        ports: {
          type: 'array',
          items: {
            type: 'object',
            properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } },
          },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['port', 'protocol'],
        },
      },
    },
  },
};

const gvk = { group: 'apps', version: 'v1', kind: 'Deployment' };

function problems(spec: unknown, rest: object = {}): string[] {
  const found = validate(document, gvk, { apiVersion: 'apps/v1', kind: 'Deployment', spec, ...rest });
  return found.map(({ path, reason, message }) => `${path} ${reason}: ${message}`);
}

test.for([
  [{ template: {} }, []],
  [{ template: { anything: [1, { goes: true }] }, port: 'http', memory: 1.5, replicas: 3 }, []],
  [{ template: null, self: null }, ['.spec.template Required: is required']],
  [{ template: {}, typo: 1 }, ['.spec.typo Unknown: unknown field']],
  [{ template: {}, replicas: '3' }, ['.spec.replicas Type: must be an integer, not a string']],
  [{ template: {}, replicas: 1.5 }, ['.spec.replicas Type: must be an integer, not a number']],
  [{ template: {}, replicas: 3e9 }, ['.spec.replicas Bound: does not fit into 32 bits']],
  [{ template: [] }, ['.spec.template Type: must be a map, not a list']],
  [{ template: {}, port: 1.5 }, ['.spec.port Type: must be an integer or a string, not a number']],
  [{ template: {}, memory: true }, ['.spec.memory Type: must be a string or a number, not a boolean']],
  [{ template: {}, strategy: 'Rolling' }, ['.spec.strategy Enum: must be one of "Recreate", "RollingUpdate"']],
  [{ template: {}, secret: 'hunter2!' }, ['.spec.secret Format: is not valid base64']],
  [
    { template: {}, self: { template: {}, self: { template: 5 } } },
    ['.spec.self.self.template Type: must be a map, not an integer'],
  ],
  [
    { template: {}, ports: [{ port: 1 }, { port: 1, protocol: 'TCP' }] },
    ['.spec.ports[1] Duplicate: has the same port and protocol as an item before it'],
  ],
  [{ template: {}, ports: [{ port: 1 }, { port: 1, protocol: 'UDP' }] }, []],
  ['text', ['.spec Type: must be a map, not a string']],
] as const)('spec %j has the problems %j', ([spec, wanted]) => {
  expect(problems(spec)).toEqual(wanted);
});

test('keys that are no identifiers are quoted in the path', () => {
  expect(problems({ template: {} }, { metadata: { labels: { 'a.b/c': 5 } } })).toEqual([
    '.metadata.labels["a.b/c"] Type: must be a string, not an integer',
  ]);
});

test('a null time, as generators leave it, is an absent one', () => {
  expect(problems({ template: {} }, { metadata: { creationTimestamp: null } })).toEqual([]);
});

test('what a status lacks does not matter, the server drops it', () => {
  expect(problems({ template: {} }, { status: {} })).toEqual([]);
});

test('of a kind the document does not know nothing is said', () => {
  expect(validate(document, { ...gvk, kind: 'Other' }, { spec: 5 })).toEqual([]);
});

const custom: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
        level: { type: 'integer', minimum: 1, maximum: 3, nullable: true },
        name: { type: 'string', minLength: 2 },
        mode: { type: 'string', default: 'a' },
        free: {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
          properties: { known: { type: 'string' } },
        },
        object: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object' } } },
        tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set', maxItems: 2 },
      },
    },
  },
};

function customProblems(spec: unknown): string[] {
  const found = validateSchema(custom, { apiVersion: 'x/v1', kind: 'X', metadata: { name: 'a' }, spec });
  return found.map(({ path, reason, message }) => `${path} ${reason}: ${message}`);
}

test.for([
  [{ size: 1, level: null, mode: null }, []],
  [
    {
      size: '10Gi',
      free: { known: 'x', other: [1] },
      object: { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: {} },
    },
    [],
  ],
  [{}, ['.spec.size Required: is required']],
  [{ size: 1, free: { known: 1 } }, ['.spec.free.known Type: must be a string, not an integer']],
  [{ size: 1, object: { apiVersion: 'v1', extra: 1 } }, ['.spec.object.extra Unknown: unknown field']],
  [{ size: 1, level: 4 }, ['.spec.level Bound: must be at most 3']],
  [{ size: 1, name: null }, ['.spec.name Type: must not be null']],
  [{ size: 1, name: 'é' }, ['.spec.name Bound: must have at least 2 characters']],
  [{ size: 1, tags: ['a', 'a'] }, ['.spec.tags[1] Duplicate: has the same value as an item before it']],
  [{ size: 1, tags: ['a', 'b', 'c'] }, ['.spec.tags Bound: must have at most 2 items']],
] as const)('custom spec %j has the problems %j', ([spec, wanted]) => {
  expect(customProblems(spec)).toEqual(wanted);
});
