import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitAccess } from '../../git/access.ts';
import { mirrorsDirectory } from '../../git/mirror.ts';
import { canonicalJson } from '../../lib/digest.ts';

/**
 * A name for what one credential may see, the same after a restart. Who cannot show the credential cannot name the mirror, and the name
 * tells nothing about a weak password, because it is keyed with a secret of the cache itself.
 */
export async function spaceOf(access: GitAccess): Promise<string> {
  return createHmac('sha256', await salt())
    .update(canonicalJson(access))
    .digest('hex');
}

async function salt(): Promise<Buffer> {
  const file = join(mirrorsDirectory(), 'salt');
  const found = await readFile(file).catch(() => undefined);
  if (found?.length === 32) return found;
  await mkdir(mirrorsDirectory(), { recursive: true });
  // Whoever comes second at the same time takes what the first wrote.
  await writeFile(file, randomBytes(32), { mode: 0o600, flag: found ? 'w' : 'wx' }).catch(() => undefined);
  return await readFile(file);
}
