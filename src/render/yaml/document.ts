import type { KubeObject } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import type { YamlDocument } from '../../lib/yaml.ts';
import type { RenderedObject } from '../types.ts';

type Members = Record<string, unknown>;

/** The objects of one document: none when it is empty or an App of tug itself, several when it is a List. */
export function objectsOf({ value, line }: YamlDocument, file: string, shown: string): RenderedObject[] {
  if (value === null || value === undefined) return [];
  const where = `${shown}:${line}`;
  if (!isMap(value)) {
    throw new Problem('InvalidInput', `the document is ${nameOf(value)}, not a Kubernetes object`, { where });
  }
  if (typeof value.apiVersion === 'string' && value.apiVersion.startsWith('tug.dev/')) return [];
  const items = itemsOf(value, where);
  return (items ?? [value]).map((item, index) => ({
    object: checked(item, items ? `item ${index + 1} of the List` : 'the document', where),
    origin: { file, line },
  }));
}

/** `List` and every typed list (`ConfigMapList`): what `kubectl get -o yaml` prints. */
function itemsOf(value: Members, where: string): unknown[] | undefined {
  if (typeof value.kind !== 'string' || !value.kind.endsWith('List') || !('items' in value)) return undefined;
  if (value.items === null) return [];
  if (!Array.isArray(value.items)) throw new Problem('InvalidInput', `items of ${value.kind} is not a list`, { where });
  return value.items as unknown[];
}

function checked(value: unknown, what: string, where: string): KubeObject {
  if (!isMap(value)) {
    throw new Problem('InvalidInput', `${what} is ${nameOf(value)}, not a Kubernetes object`, { where });
  }
  for (const field of ['apiVersion', 'kind'] as const) demandText(value[field], field, what, where);
  const { metadata } = value;
  if (metadata === undefined || metadata === null) {
    throw new Problem('InvalidInput', `${what} has no metadata.name`, { where });
  }
  if (!isMap(metadata)) {
    throw new Problem('InvalidInput', `metadata of ${what} is ${nameOf(metadata)}, not a map`, { where });
  }
  // Hooks may leave their name to be generated; who plans knows which they are.
  if (metadata.name !== undefined || metadata.generateName === undefined) {
    demandText(metadata.name, 'metadata.name', what, where);
  } else demandText(metadata.generateName, 'metadata.generateName', what, where);
  if (metadata.namespace !== undefined && metadata.namespace !== null) {
    demandText(metadata.namespace, 'metadata.namespace', what, where);
  }
  return value as KubeObject;
}

function demandText(value: unknown, field: string, what: string, where: string): void {
  if (value === undefined || value === null || value === '') {
    throw new Problem('InvalidInput', `${what} has no ${field}`, { where });
  }
  if (typeof value === 'string') return;
  const hint = typeof value === 'object' ? undefined : 'quote it';
  throw new Problem('InvalidInput', `${field} of ${what} is ${nameOf(value)}, not text`, { where, hint });
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'plain text';
  if (typeof value === 'boolean' || typeof value === 'number') return `the ${typeof value} ${value}`;
  return value === null ? 'empty' : 'a map';
}

function isMap(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
