import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where things that can be made again are kept, outside any tree: `$TUG_CACHE_DIR`, `$XDG_CACHE_HOME/tug` or `~/.cache/tug`. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.TUG_CACHE_DIR) return env.TUG_CACHE_DIR;
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tug');
}
