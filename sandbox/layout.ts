import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../src/lib/cache.ts';
import { Problem } from '../src/lib/errors.ts';

/** Where a sandbox lives. All of one sandbox is in one directory, so that removing the directory removes all of it. */

export const defaultName = 'default';

export interface Layout {
  readonly name: string;
  readonly directory: string;
  readonly lock: string;
  readonly state: string;
  readonly pki: string;
  readonly kubeconfig: string;
  readonly logs: string;
}

export function layoutOf(name: string): Layout {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
    const hint = 'use up to 40 lower-case letters, digits and hyphens';
    throw new Problem('Usage', `"${name}" cannot be the name of a sandbox`, { hint });
  }
  const directory = join(sandboxesDirectory(), name);
  return {
    name,
    directory,
    lock: `${directory}.lock`,
    state: join(directory, 'state.json'),
    pki: join(directory, 'pki'),
    kubeconfig: join(directory, 'kubeconfig'),
    logs: join(directory, 'logs'),
  };
}

/** Without symbolic links: the processes of a sandbox are recognised by this path in their arguments. */
function sandboxesDirectory(): string {
  const directory = join(cacheDirectory(), 'sandbox', 'run');
  mkdirSync(directory, { recursive: true });
  return realpathSync(directory);
}
