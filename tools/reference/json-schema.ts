/** What zod writes of JSON Schema, as far as the pages read it. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly [other: string]: unknown;
}

/** For editors: with a title, without what only the API server reads and without bounds that only say what a JSON number can hold. */
export function editorSchema(schema: JsonSchema): JsonSchema {
  const { $schema, ...rest } = schema;
  return {
    $schema,
    title: 'App',
    description: 'One deployable unit of tug: source, render, destination and policies',
    ...(forEditors(rest) as JsonSchema),
  };
}

function forEditors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forEditors);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => !(key === 'maximum' && member === Number.MAX_SAFE_INTEGER))
      .filter(([key, member]) => !(key.startsWith('x-kubernetes-') || (key === 'cel' && Array.isArray(member))))
      .map(([key, member]) => [key, forEditors(member)]),
  );
}
