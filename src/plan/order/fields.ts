/** Reads of objects that nobody has checked: anything that is not of the expected shape reads as not being there. */
export type Fields = Readonly<Record<string, unknown>>;

export function mapAt(value: unknown, ...path: readonly string[]): Fields | undefined {
  let node = value;
  for (const field of path) node = isMap(node) ? node[field] : undefined;
  return isMap(node) ? node : undefined;
}

export function listAt(value: unknown, field: string): Fields[] {
  const member = isMap(value) ? value[field] : undefined;
  return Array.isArray(member) ? member.filter(isMap) : [];
}

export function textAt(value: unknown, field: string): string | undefined {
  const member = isMap(value) ? value[field] : undefined;
  return typeof member === 'string' && member !== '' ? member : undefined;
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
