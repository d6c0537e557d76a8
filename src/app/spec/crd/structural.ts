/**
 * zod → the structural schema of a CustomResourceDefinition: every node has a type, nothing is referred to, fields that the schema does
 * not name are left to the API server (pruned, or refused by `fieldValidation=Strict`). Defaults are words of the description and not
 * set: an object in etcd then says what its author said, and a later default reaches it.
 */
import { z } from 'zod';
import { celRulesOf } from '../schema/rules.ts';

type Node = Readonly<Record<string, unknown>>;

export interface StructuralSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly required?: readonly string[];
  readonly items?: StructuralSchema;
  readonly additionalProperties?: StructuralSchema;
  readonly [keyword: string]: unknown;
}

/** Throws, naming the field, for what a structural schema cannot say. */
export function structural(schema: z.ZodType): StructuralSchema {
  return convert(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as Node, []);
}

function convert(node: Node, path: readonly string[]): StructuralSchema {
  return { ...said(node), ...shapeOf(node, path), ...validations(node) };
}

function said({ description, default: standard, nullable }: Node): StructuralSchema {
  const words = [description, defaultText(standard)].filter((text) => typeof text === 'string');
  return { ...(words.length > 0 ? { description: words.join('. ') } : {}), ...(nullable === true ? { nullable } : {}) };
}

/** Empty lists, maps and texts say nothing that "left out" does not. */
function defaultText(value: unknown): string | undefined {
  if (Array.isArray(value) && value.length > 0) return `Default: ${value.join(', ')}`;
  if (value === undefined || value === '' || typeof value === 'object') return undefined;
  return `Default: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function validations(node: Node): StructuralSchema {
  const rules = celRulesOf(node);
  return rules.length > 0 ? { 'x-kubernetes-validations': rules } : {};
}

function shapeOf(node: Node, path: readonly string[]): StructuralSchema {
  const members = (node['anyOf'] ?? node['oneOf']) as readonly Node[] | undefined;
  if (members) return unionOf(members, path);
  switch (node['type']) {
    case undefined:
      if (['enum', 'allOf', 'not'].some((key) => node[key] !== undefined)) {
        throw cannot('has values of several types, allOf or not', path);
      }
      return { 'x-kubernetes-preserve-unknown-fields': true };
    case 'string':
      return { type: 'string', ...kept(node, ['enum', 'minLength', 'maxLength']), ...patternOf(node) };
    case 'integer':
      return { type: 'integer', format: 'int64', ...kept(node, ['enum', ...bounds]) };
    case 'number':
      return { type: 'number', ...kept(node, ['enum', ...bounds]) };
    case 'boolean':
      return { type: 'boolean', ...kept(node, ['enum']) };
    case 'array':
      return {
        type: 'array',
        ...kept(node, ['minItems', 'maxItems', ...listKeywords]),
        items: convert((node['items'] ?? {}) as Node, [...path, '[]']),
      };
    case 'object':
      return { type: 'object', ...kept(node, ['minProperties', 'maxProperties']), ...mapOf(node, path) };
    default:
      throw cannot(`has the type ${JSON.stringify(node['type'])}`, path);
  }
}

const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const listKeywords = ['x-kubernetes-list-type', 'x-kubernetes-list-map-keys'];

function kept(node: Node, keywords: readonly string[]): StructuralSchema {
  return Object.fromEntries(keywords.filter((key) => node[key] !== undefined).map((key) => [key, node[key]]));
}

/** A pattern that is a rule too is left to the rule, whose message is for people. */
function patternOf(node: Node): StructuralSchema {
  return celRulesOf(node).length > 0 ? {} : kept(node, ['pattern']);
}

/** Maps of unknown values keep whatever is in them; named fields are all there is, unless the schema is a loose one. */
function mapOf(node: Node, path: readonly string[]): StructuralSchema {
  const { properties, additionalProperties: others } = node as {
    properties?: Readonly<Record<string, Node>>;
    additionalProperties?: Node | boolean;
  };
  const isLoose = others === true || (typeof others === 'object' && Object.keys(others).length === 0);
  const unknown = isLoose ? { 'x-kubernetes-preserve-unknown-fields': true } : {};
  if (properties === undefined) {
    if (isLoose) return unknown;
    return typeof others === 'object' ? { additionalProperties: convert(others, [...path, '*']) } : {};
  }
  if (typeof others === 'object' && !isLoose) throw cannot('has named fields and others of one type', path);
  const fields = Object.entries(properties).map(([name, field]) => [name, convert(field, [...path, name])] as const);
  return { ...kept(node, ['required']), properties: Object.fromEntries(fields), ...unknown };
}

/** What unions a structural schema can say: a value or null, one of some words, a whole number or text. */
function unionOf(members: readonly Node[], path: readonly string[]): StructuralSchema {
  const some = members.filter((member) => !isNull(member));
  const nullable = some.length < members.length ? { nullable: true } : {};
  const [first] = some;
  if (first && some.length === 1) return { ...convert(first, path), ...nullable };
  if (some.every(({ type, enum: words }) => type === 'string' && Array.isArray(words))) {
    return { type: 'string', enum: some.flatMap((member) => member['enum'] as readonly unknown[]), ...nullable };
  }
  if (some.length === 2 && ['integer', 'string'].every((type) => some.some((member) => member['type'] === type))) {
    return { 'x-kubernetes-int-or-string': true, ...nullable };
  }
  throw cannot('is a union', path);
}

/** OpenAPI 3.0 has no type for null. */
function isNull(node: Node): boolean {
  const words = node['enum'];
  return node['type'] === 'null' || (Array.isArray(words) && words.length === 1 && words[0] === null);
}

function cannot(what: string, path: readonly string[]): Error {
  return new Error(`${path.join('.') || 'the schema'} ${what}, which a structural schema cannot say`);
}
