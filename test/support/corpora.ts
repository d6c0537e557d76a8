import { existsSync } from 'node:fs';
import { join } from 'node:path';

const path = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora');

/** Real applications and charts to test against, `../shared/corpora` beside this repository; undefined where they are not. */
export const corpora: string | undefined = existsSync(path) ? path : undefined;

if (!corpora) console.warn(`tests against real applications are skipped: ${path} is not there`);
