import { expect, test } from 'vitest';
import { crds } from './crds.ts';
import type { StructuralSchema } from './structural.ts';

interface Version {
  readonly schema: { readonly openAPIV3Schema: StructuralSchema };
  readonly subresources?: object;
  readonly additionalPrinterColumns: readonly { readonly name: string }[];
}

interface Definition {
  readonly kind: string;
  readonly spec: { readonly scope: string; readonly names: { readonly categories: readonly string[] } };
  readonly version: Version;
  readonly schema: StructuralSchema;
}

const definitions = crds().map((object): Definition => {
  const spec = object['spec'] as Definition['spec'] & { names: { kind: string }; versions: Version[] };
  const [version] = spec.versions;
  if (!version) throw new Error('a definition has a version');
  return { kind: spec.names.kind, spec, version, schema: version.schema.openAPIV3Schema };
});

/** Every node with its path. */
function* nodesOf(node: StructuralSchema, path: string): Generator<readonly [string, StructuralSchema]> {
  yield [path, node];
  for (const [name, field] of Object.entries(node.properties ?? {})) yield* nodesOf(field, `${path}.${name}`);
  if (node.items) yield* nodesOf(node.items, `${path}[]`);
  if (node.additionalProperties) yield* nodesOf(node.additionalProperties, `${path}.*`);
}

const everyNode = definitions.flatMap(({ kind, schema }) => [...nodesOf(schema, kind)]);

/** Of what an operator writes itself, in bounds of its own. */
const isStatus = (path: string): boolean => path.startsWith('App.status');
const isRoot = (path: string): boolean => /^\w+(\.(apiVersion|kind|metadata))?$/.test(path);

test('the kinds are App, Tenant and Source, of which Apps have a status and Tenants no namespace', () => {
  expect(definitions.map(({ kind, spec, version }) => [kind, spec.scope, version.subresources !== undefined])).toEqual([
    ['App', 'Namespaced', true],
    ['Tenant', 'Cluster', false],
    ['Source', 'Namespaced', false],
  ]);
});

test('every node has a type or keeps what is in it, and says nothing that a structural schema may not', () => {
  const allowed = new Set(
    (
      'type format description properties required items additionalProperties enum nullable minimum maximum ' +
      'exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems x-kubernetes-preserve-unknown-fields ' +
      'x-kubernetes-validations x-kubernetes-list-type x-kubernetes-list-map-keys'
    ).split(' '),
  );
  const faults = everyNode.flatMap(([path, node]) => [
    ...(node.type === undefined && node['x-kubernetes-preserve-unknown-fields'] !== true
      ? [`${path} has no type`]
      : []),
    ...Object.keys(node).flatMap((keyword) => (allowed.has(keyword) ? [] : [`${path} has ${keyword}`])),
  ]);
  expect(faults).toEqual([]);
});

test('every text and list of a spec has a bound', () => {
  const unbounded = everyNode.filter(
    ([path, { type, enum: words, maxLength, maxItems }]) =>
      !isRoot(path) &&
      !isStatus(path) &&
      ((type === 'string' && words === undefined && maxLength === undefined) ||
        (type === 'array' && maxItems === undefined)),
  );
  expect(unbounded.map(([path]) => path)).toEqual([]);
});

test('every field is described, with its default, which the API server does not set', () => {
  const undescribed = everyNode.filter(
    ([path, { description }]) => !isRoot(path) && !/[\]*]$/.test(path) && description === undefined,
  );
  expect(undescribed.map(([path]) => path)).toEqual([]);
  const ofPath = new Map(everyNode);
  expect(ofPath.get('App.spec.sync.timeout')?.description).toBe(
    'How long to wait, such as 30s, 5m or 1h30m. Default: 5m',
  );
  expect(ofPath.get('App.spec.source.git.interval')?.description).toMatch(/Default: 1m$/);
  expect(ofPath.get('App.spec.sync.prune')?.description).toMatch(/Default: true$/);
});

test('values keep whatever is in them', () => {
  const ofPath = new Map(everyNode);
  for (const path of ['App.spec.render.helm.values', 'App.spec.render.kustomize.patches[]']) {
    expect(ofPath.get(path)).toMatchObject({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
  }
});

test('every rule has a message that reads on after the name of a field', () => {
  const rules = everyNode.flatMap(
    ([, node]) => (node['x-kubernetes-validations'] ?? []) as { readonly rule: string; readonly message: string }[],
  );
  expect(rules.length).toBeGreaterThan(20);
  for (const { message } of rules) expect(message).toMatch(/^(must|needs|takes|leaves|names|reads) [^\n]+$/);
});

test('kubectl prints what people look for', () => {
  expect(
    Object.fromEntries(
      definitions.map(({ kind, version }) => [kind, version.additionalPrinterColumns.map(({ name }) => name)]),
    ),
  ).toEqual({
    App: ['Ready', 'Reason', 'Revision', 'Release', 'Message', 'Age'],
    Tenant: ['Namespaces', 'Age'],
    Source: ['Git', 'OCI', 'Chart', 'Repository', 'Age'],
  });
});
