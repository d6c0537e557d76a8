import { Problem } from '../lib/errors.ts';

/** `./deploy//prod/` → `deploy/prod`, `.` → ''. A path that is absolute or leaves the root is a Problem. */
export function treePath(path: string): string {
  if (path.startsWith('/')) throw outside(path);
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw outside(path);
  }
  return parts.join('/');
}

export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The order of `Tree.list`: UTF-8 byte order, the same on every machine. */
export function byteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function outside(path: string): Problem {
  return new Problem('InvalidInput', `the path ${path} leaves the tree`, { hint: 'name a path inside it' });
}
