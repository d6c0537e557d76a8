/** OpenAPI v3 schemas as Kubernetes publishes them, and as CustomResourceDefinitions write them. */

export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly description?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The schemas of one group-version; what else is in the server's document (its paths) is not kept. */
export interface OpenApiDocument {
  readonly schemas: Readonly<Record<string, Schema>>;
}

const prefix = '#/components/schemas/';

/** One schema without references and `allOf`: all that a value must satisfy, side by side. */
export type Facets = readonly Schema[];

/** Resolves schemas of a document, each once. */
export function facetsIn(document: OpenApiDocument): (schema: Schema) => Facets {
  const known = new WeakMap<Schema, Facets>();
  const resolve = (schema: Schema, above: ReadonlySet<Schema>): Facets => {
    if (above.has(schema)) return [];
    const seen = new Set([...above, schema]);
    const named = schema.$ref === undefined ? undefined : document.schemas[refName(schema.$ref)];
    return [
      schema,
      ...(named ? resolve(named, seen) : []),
      ...(schema.allOf ?? []).flatMap((part) => resolve(part, seen)),
    ];
  };
  return (schema) => {
    const facets = known.get(schema) ?? resolve(schema, new Set());
    known.set(schema, facets);
    return facets;
  };
}

/** `/` in a name is escaped as in any JSON pointer. */
function refName(ref: string): string {
  return ref.startsWith(prefix) ? ref.slice(prefix.length).replaceAll('~1', '/').replaceAll('~0', '~') : '';
}

export interface KindSchema {
  readonly schema: Schema;
  /** Served by Kubernetes' own Go types, not by a CustomResourceDefinition. */
  readonly builtIn: boolean;
}

/** Names of schemas are made of Go packages; a definition of the group gateway.networking.k8s.io is under io.k8s.networking.gateway. */
const builtInNames = /^io\.k8s\.(?:api|kube-aggregator|apiextensions-apiserver)\./;

const byKind = new WeakMap<OpenApiDocument, Map<string, KindSchema>>();

/** The schema of a kind; undefined when the document has none. */
export function schemaOf(document: OpenApiDocument, gvk: GroupVersionKind): KindSchema | undefined {
  let index = byKind.get(document);
  if (!index) {
    index = new Map();
    for (const [name, schema] of Object.entries(document.schemas)) {
      const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
      // DeleteOptions, WatchEvent and the like are listed under every group: no object is meant.
      if (kinds.length === 1 && kinds[0]) index.set(keyOf(kinds[0]), { schema, builtIn: builtInNames.test(name) });
    }
    byKind.set(document, index);
  }
  return index.get(keyOf(gvk));
}

function keyOf({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}
