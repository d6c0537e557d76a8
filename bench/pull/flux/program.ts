import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildGo } from '../../../src/lib/go.ts';

/** Flux's kustomize-controller as released, and the CRDs it works on, both from its Go modules. */

const version = 'v1.9.4';
const upstream = 'github.com/fluxcd/kustomize-controller';
const directory = join(import.meta.dirname, '..', '..', '..', 'sandbox', 'modules', 'kustomize-controller');

/** The path of the program, built on first use. */
export async function fluxProgram(onProgress: (line: string) => void): Promise<string> {
  const programs = { 'kustomize-controller': upstream };
  const name = 'kustomize-controller';
  const built = await buildGo({ name, directory, programs, ldflags: '-s -w', cache: 'sandbox', onProgress });
  return join(built, name);
}

const crdFiles = [
  [upstream, 'kustomize.toolkit.fluxcd.io_kustomizations.yaml'],
  // Only its CRDs: what writes the status of a GitRepository here is the benchmark.
  ['github.com/fluxcd/source-controller', 'source.toolkit.fluxcd.io_gitrepositories.yaml'],
  ['github.com/fluxcd/source-controller', 'source.toolkit.fluxcd.io_buckets.yaml'],
  ['github.com/fluxcd/source-controller', 'source.toolkit.fluxcd.io_ocirepositories.yaml'],
  ['github.com/fluxcd/source-controller', 'source.toolkit.fluxcd.io_externalartifacts.yaml'],
] as const;

/** The texts of the CRDs without which the controller does not start. Go checks what it downloads against its checksum database. */
export async function fluxCrds(): Promise<string[]> {
  const roots = new Map<string, string>();
  for (const module of new Set(crdFiles.map(([name]) => name))) roots.set(module, await moduleDirectory(module));
  return await Promise.all(
    crdFiles.map(([module, file]) => readFile(join(roots.get(module) ?? '', 'config', 'crd', 'bases', file), 'utf8')),
  );
}

async function moduleDirectory(module: string): Promise<string> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', `${module}@${version}`], {
    cwd: '/',
    timeout: 300_000,
  });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}
