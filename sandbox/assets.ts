import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../src/lib/errors.ts';

/** The directory that holds `modules/` and `stages.yaml`: this one, or for the bundle a `sandbox` within or beside its own. */
export function assets(here: string = import.meta.dirname): string {
  const found = [here, join(here, 'sandbox'), join(here, '..', 'sandbox')].find((path) =>
    existsSync(join(path, 'stages.yaml')),
  );
  if (found) return found;
  const hint = 'run it from a checkout of tug';
  throw new Problem('Environment', 'This build of tug comes without the sources of the sandbox', { where: here, hint });
}
