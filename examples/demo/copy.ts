import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const examples = dirname(dirname(fileURLToPath(import.meta.url)));

export interface Copy {
  /** Holds `shop/`, `banner/` and once more `fleet/shop/`, free to be changed. */
  readonly directory: string;
  readonly write: (file: string, text: string) => Promise<void>;
  /** Replaces text that must be there in a file of the copy. */
  readonly edit: (file: string, from: string, to: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The demo changes files, so it works on a copy of them. */
export async function prepare(): Promise<Copy> {
  const directory = await mkdtemp(join(tmpdir(), 'tug-demo-'));
  await cp(join(examples, 'shop'), join(directory, 'shop'), { recursive: true });
  await cp(join(examples, 'charts', 'banner'), join(directory, 'banner'), { recursive: true });
  await cp(join(examples, 'shop'), join(directory, 'fleet', 'shop'), { recursive: true });
  return {
    directory,
    write: (file, text) => writeFile(join(directory, file), text),
    edit: async (file, from, to) => {
      const path = join(directory, file);
      const text = await readFile(path, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not say ${JSON.stringify(from)}`);
      await writeFile(path, text.replace(from, to));
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
