import { outOfBounds } from './bounds.ts';
import { duplicates } from './duplicates.ts';
import { facetsIn, schemaOf, type Facets, type GroupVersionKind, type OpenApiDocument, type Schema } from './schema.ts';
import { typeName, wrongType } from './values.ts';

export interface FieldProblem {
  /** `.spec.containers[0].image`; empty for the object itself. */
  readonly path: string;
  readonly reason: 'Unknown' | 'Type' | 'Required' | 'Enum' | 'Bound' | 'Format' | 'Duplicate';
  /** Never holds the value. */
  readonly message: string;
}

interface Walk {
  readonly facets: (schema: Schema) => Facets;
  /** Built-in types decode null as absent; a custom resource must say `nullable`. */
  readonly nulls: 'absent' | 'typed';
  readonly problems: FieldProblem[];
}

const mostProblems = 100;

/** What the server would refuse in an object, as far as its published schema tells. Empty for a kind the document does not know. */
export function validate(document: OpenApiDocument, gvk: GroupVersionKind, object: unknown): FieldProblem[] {
  const schema = schemaOf(document, gvk);
  if (!schema) return [];
  const walk: Walk = { facets: facetsIn(document), nulls: 'absent', problems: [] };
  visit(walk, [schema], object, '');
  // The status of a manifest is dropped by the server, whatever is missing in it.
  return walk.problems.filter((problem) => problem.reason !== 'Required' || !problem.path.startsWith('.status'));
}

/** The same for a schema that stands alone: a CustomResourceDefinition's own `openAPIV3Schema`. */
export function validateSchema(schema: Schema, object: unknown): FieldProblem[] {
  const walk: Walk = { facets: facetsIn({ schemas: {} }), nulls: 'typed', problems: [] };
  visit(walk, [{ 'x-kubernetes-embedded-resource': true }, schema], object, '');
  return walk.problems;
}

function visit(walk: Walk, schemas: readonly Schema[], value: unknown, path: string): void {
  if (walk.problems.length >= mostProblems || value === undefined) return;
  const facets = schemas.flatMap(walk.facets);
  if (value === null) return visitNull(walk, facets, path);
  const wanted = wrongType(facets, value);
  if (wanted !== undefined) return report(walk, path, 'Type', `must be ${wanted}, not ${typeName(value)}`);
  for (const facet of facets) {
    const bound = outOfBounds(facet, value);
    if (bound) report(walk, path, bound.reason, bound.message);
  }
  if (Array.isArray(value)) return visitList(walk, facets, value, path);
  if (typeof value === 'object') visitMap(walk, facets, value as Record<string, unknown>, path);
}

function visitNull(walk: Walk, facets: Facets, path: string): void {
  const allowed = walk.nulls === 'absent' || facets.some((facet) => facet.nullable || facet.default !== undefined);
  const typed = facets.some((facet) => facet.type !== undefined);
  if (!allowed && typed) report(walk, path, 'Type', 'must not be null');
}

function visitList(walk: Walk, facets: Facets, value: readonly unknown[], path: string): void {
  const items = facets.flatMap((facet) => facet.items ?? []);
  for (const [index, item] of value.entries()) visit(walk, items, item, `${path}[${index}]`);
  for (const { index, key } of duplicates(facets, items.flatMap(walk.facets), value)) {
    report(walk, `${path}[${index}]`, 'Duplicate', `has the same ${key} as an item before it`);
  }
}

function visitMap(walk: Walk, facets: Facets, value: Readonly<Record<string, unknown>>, path: string): void {
  const open = isOpen(facets);
  const embedded = facets.some((facet) => facet['x-kubernetes-embedded-resource']);
  for (const [key, member] of Object.entries(value)) {
    const schemas = memberSchemas(facets, key);
    if (schemas.length > 0) visit(walk, schemas, member, path + step(key));
    else if (!open && !(embedded && isObjectField(key))) report(walk, path + step(key), 'Unknown', 'unknown field');
  }
  for (const key of new Set(facets.flatMap((facet) => facet.required ?? []))) {
    if ((value[key] === undefined || (value[key] === null && walk.nulls === 'absent')) && !hasDefault(facets, key)) {
      report(walk, path + step(key), 'Required', 'is required');
    }
  }
}

/** A map whose fields nobody lists takes any: `type: object` alone is how free-form values are published. */
function isOpen(facets: Facets): boolean {
  if (facets.some((facet) => facet['x-kubernetes-preserve-unknown-fields'] || facet.additionalProperties === true)) {
    return true;
  }
  return !facets.some((facet) => facet.properties !== undefined || typeof facet.additionalProperties === 'object');
}

function memberSchemas(facets: Facets, key: string): Schema[] {
  const listed = facets.flatMap((facet) =>
    facet.properties && Object.hasOwn(facet.properties, key) ? [facet.properties[key] as Schema] : [],
  );
  if (listed.length > 0) return listed;
  return facets.flatMap((facet) =>
    typeof facet.additionalProperties === 'object' ? [facet.additionalProperties] : [],
  );
}

/** `default: {}` is what the generator writes for every struct; it is no value the server would fill in for a required one. */
function hasDefault(facets: Facets, key: string): boolean {
  return memberSchemas(facets, key).some(
    (schema) => schema.default !== undefined && JSON.stringify(schema.default) !== '{}',
  );
}

function isObjectField(key: string): boolean {
  return key === 'apiVersion' || key === 'kind' || key === 'metadata';
}

function step(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function report(walk: Walk, path: string, reason: FieldProblem['reason'], message: string): void {
  if (walk.problems.length < mostProblems) walk.problems.push({ path, reason, message });
}
