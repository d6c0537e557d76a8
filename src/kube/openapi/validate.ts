import { builtInRules, isQuantityText, type BuiltInRules } from './built-in.ts';
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
  /** Go's decoder takes null as absent; a custom resource must say `nullable`. */
  readonly builtIn: boolean;
  readonly rules: BuiltInRules;
  readonly problems: FieldProblem[];
}

const mostProblems = 100;

/** What the server would refuse in an object, as far as its published schema tells. Empty for a kind the document does not know. */
export function validate(document: OpenApiDocument, gvk: GroupVersionKind, object: unknown): FieldProblem[] {
  const found = schemaOf(document, gvk);
  if (!found) return [];
  const { schema, builtIn } = found;
  const walk: Walk = { facets: facetsIn(document), builtIn, rules: builtInRules(document), problems: [] };
  visit(walk, [schema], object, '');
  // The status of a manifest is dropped by the server, whatever is missing in it.
  return walk.problems.filter((problem) => problem.reason !== 'Required' || !problem.path.startsWith('.status'));
}

/** The same for a schema that stands alone: a CustomResourceDefinition's own `openAPIV3Schema`. */
export function validateSchema(schema: Schema, object: unknown): FieldProblem[] {
  const document: OpenApiDocument = { schemas: {} };
  const walk: Walk = { facets: facetsIn(document), builtIn: false, rules: builtInRules(document), problems: [] };
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
    const bound = outOfBounds(facet, value, walk.builtIn);
    if (bound) report(walk, path, bound.reason, bound.message);
    if (typeof value === 'string' && walk.rules.isQuantity(facet) && !isQuantityText(value)) {
      report(walk, path, 'Format', 'is not a quantity like 500m or 2Gi');
    }
  }
  if (Array.isArray(value)) return visitList(walk, facets, value, path);
  if (typeof value === 'object') visitMap(walk, facets, value as Record<string, unknown>, path);
}

function visitNull(walk: Walk, facets: Facets, path: string): void {
  const allowed = walk.builtIn || facets.some((facet) => facet.nullable || facet.default !== undefined);
  const typed = facets.some((facet) => facet.type !== undefined);
  if (!allowed && typed) report(walk, path, 'Type', 'must not be null');
}

function visitList(walk: Walk, facets: Facets, value: readonly unknown[], path: string): void {
  const items = facets.flatMap((facet) => facet.items ?? []);
  const keyed = facets.some((facet) => ['map', 'set'].includes(facet['x-kubernetes-list-type'] ?? ''));
  for (const [index, item] of value.entries()) {
    if (item === null && keyed) report(walk, `${path}[${index}]`, 'Type', 'must not be null');
    else visit(walk, items, item, `${path}[${index}]`);
  }
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
    if (isMissing(walk, facets, value[key], key)) report(walk, path + step(key), 'Required', 'is required');
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

/** Missing and not filled in: of built-in kinds a zero value as default says neither, see `built-in.ts`. */
function isMissing(walk: Walk, facets: Facets, value: unknown, key: string): boolean {
  if (value !== undefined && !(value === null && walk.builtIn)) return false;
  if (walk.builtIn && facets.some((facet) => walk.rules.isEnforced(facet, key))) return true;
  const defaults = memberSchemas(facets, key).flatMap((schema) =>
    schema.default === undefined ? [] : [schema.default],
  );
  return defaults.every((value) => walk.builtIn && JSON.stringify(value) === '{}');
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
