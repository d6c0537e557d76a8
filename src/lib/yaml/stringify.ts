import { CORE_SCHEMA, dump, Type } from 'js-yaml';
import { InexactNumber, resolveScalar } from './scalar.ts';

/** Text that some YAML parser in use (1.1 or 1.2, go-yaml v2 or v3, js-yaml, PyYAML) reads as something else when it stands bare. */
const ambiguous: readonly RegExp[] = [
  /^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?\.[0-9_]+(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?0[xXoObB][0-9a-fA-F_]*$/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]|$)/,
  /^(?:<<|=)$/,
];

function readsOtherwise(text: string): boolean {
  if (ambiguous.some((pattern) => pattern.test(text))) return true;
  try {
    return resolveScalar(text) !== text;
  } catch (error) {
    if (error instanceof InexactNumber) return true;
    throw error;
  }
}

const guard = new Type('tag:yaml.org,2002:ambiguous', {
  kind: 'scalar',
  resolve: (text: string | null) => text === null || readsOtherwise(text),
});
const schema = CORE_SCHEMA.extend({ implicit: [guard] });

/** Objects as a multi-document YAML stream that go-yaml and js-yaml read back to the same values. Keys keep their order. */
export function stringifyDocuments(objects: readonly unknown[]): string {
  return objects.map((object) => `---\n${stringifyDocument(object)}`).join('');
}

export function stringifyDocument(object: unknown): string {
  return dump(object, { schema, noRefs: true, lineWidth: -1 });
}
