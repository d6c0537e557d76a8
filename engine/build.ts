import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGo } from '../src/lib/go.ts';
import { limitMemory } from './memory.ts';

/** What one render may take; a template that asks for more ends with a Problem. */
const memoryBytes = 1024 * 2 ** 20;

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The path of the engine as a WebAssembly module. It is built from the Go sources beside this file once, into the cache,
 * which takes some minutes and needs Go.
 */
export async function engineModule(onProgress?: (line: string) => void): Promise<string> {
  const directory = await buildGo({
    name: 'engine',
    directory: here,
    programs: { 'engine.wasm': '.' },
    buildMode: 'c-shared',
    // The released programs say their versions this way: charts can ask for Helm's, `managedByLabel` writes Kustomize's.
    ldflags:
      '-s -w -X helm.sh/helm/v4/internal/version.version=v4.3.1 -X sigs.k8s.io/kustomize/api/provenance.version=v5.8.1',
    env: { GOOS: 'wasip1', GOARCH: 'wasm' },
    cache: 'engine',
    onProgress,
  });
  const limited = join(directory, `engine-${memoryBytes / 2 ** 20}.wasm`);
  if (!existsSync(limited)) {
    const part = `${limited}.${randomUUID()}`;
    await writeFile(part, limitMemory(await readFile(join(directory, 'engine.wasm')), memoryBytes));
    await rename(part, limited);
  }
  return limited;
}
