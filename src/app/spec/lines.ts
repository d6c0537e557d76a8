/** Where in a YAML text a field stands; loaded only when there is something to complain about. */
import { isMap, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml';

/** 1-based line of a field in one document of a YAML text; the nearest enclosing field that is there. */
export function lineOf(text: string, document: number, path: readonly PropertyKey[]): number | undefined {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, keepSourceTokens: false });
  const found = Array.isArray(parsed) ? parsed.filter((d) => d.contents !== null)[document] : undefined;
  if (!found) return undefined;
  for (let length = path.length; length > 0; length--) {
    const node =
      keyOf(found.getIn(path.slice(0, length - 1), true), path[length - 1]) ?? found.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** The node of a map's key, where a field is a member of a map: a person looks for the name, not for what follows it. */
function keyOf(parent: unknown, name: PropertyKey | undefined): unknown {
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === name)?.key;
}
