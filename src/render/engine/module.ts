import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

let compiled: Promise<WebAssembly.Module> | undefined;

/** The engine, compiled once per process: beside the bundle in a packaged tug, built into the cache from a checkout. */
export function compiledModule(onProgress?: (line: string) => void): Promise<WebAssembly.Module> {
  compiled ??= load(onProgress).catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function load(onProgress?: (line: string) => void): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(await readFile(await modulePath(onProgress)));
}

async function modulePath(onProgress?: (line: string) => void): Promise<string> {
  const packaged = fileURLToPath(new URL('./engine.wasm', import.meta.url));
  if (existsSync(packaged)) return packaged;
  const { engineModule } = await import('../../../engine/build.ts');
  return await engineModule(onProgress);
}
