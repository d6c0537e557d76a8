import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheDirectory } from './cache.ts';
import { canonicalJson, sha256Hex } from './digest.ts';
import { goModuleDigest } from './gomodule.ts';
import { requireGo, runGo } from './gotool.ts';
import { withLock } from './lock.ts';

/** Builds programs from a Go module once, into a directory named by what they are built from. */

export interface GoBuild {
  /** The word used in progress lines and directory names: `etcd`, `engine`. */
  readonly name: string;
  /** The directory of the main module (go.mod and go.sum). Everything it is built from, beyond modules pinned in go.sum, is under it. */
  readonly directory: string;
  /** File name of each program → its package (`.` or an import path). */
  readonly programs: Readonly<Record<string, string>>;
  readonly ldflags?: string;
  readonly tags?: readonly string[];
  readonly buildMode?: string;
  /** Beyond the caller's environment, such as GOOS and GOARCH. CGO_ENABLED is 0 unless said otherwise here. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of the cache that holds the result: `sandbox`, `engine`. */
  readonly cache: string;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const defaultTimeoutMs = 45 * 60_000;

/** Where the programs of this build are or will be: `<cache>/<name>-<digest>`. Needs no Go and runs nothing. */
export async function goBuildDirectory(build: GoBuild): Promise<string> {
  const recipe = canonicalJson({ ...recipeOf(build), sources: await goModuleDigest(build.directory) });
  return join(cacheDirectory(), build.cache, `${build.name}-${sha256Hex(recipe).slice(0, 16)}`);
}

/**
 * Returns the directory that holds the programs, building them when nobody has. The directory appears complete or not at
 * all, and two processes that ask for the same at once build it once.
 */
export async function buildGo(build: GoBuild): Promise<string> {
  const directory = await goBuildDirectory(build);
  if (existsSync(directory)) return directory;
  const timeoutMs = build.timeoutMs ?? defaultTimeoutMs;
  const options = {
    timeoutMs,
    holder: `another build of ${build.name}`,
    onWait: () => build.onProgress?.(`waiting for another build of ${build.name}`),
    signal: build.signal,
  };
  return await withLock(`${directory}.lock`, options, async () => {
    if (existsSync(directory)) return directory;
    await requireGo(build.directory);
    await buildInto(build, directory, timeoutMs);
    return directory;
  });
}

function recipeOf({ programs, ldflags = '', tags = [], buildMode = '', env = {} }: GoBuild): Record<string, unknown> {
  return { programs, ldflags, tags, buildMode, env, platform: process.platform, arch: process.arch };
}

/** Only called under the lock, so any other half-built directory beside this one was left by a build that was killed. */
async function buildInto(build: GoBuild, directory: string, timeoutMs: number): Promise<void> {
  const parent = dirname(directory);
  const prefix = `${basename(directory)}.part-`;
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const staging = mkdtempSync(join(parent, prefix));
  try {
    await compile(build, staging, timeoutMs);
    renameSync(staging, directory);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function compile(build: GoBuild, staging: string, timeoutMs: number): Promise<void> {
  const env = { CGO_ENABLED: '0', ...build.env };
  const names = Object.keys(build.programs);
  const flags = ['-trimpath', '-mod=readonly'];
  if (build.ldflags) flags.push(`-ldflags=${build.ldflags}`);
  if (build.tags?.length) flags.push(`-tags=${build.tags.join(',')}`);
  if (build.buildMode) flags.push(`-buildmode=${build.buildMode}`);
  // One call for several programs compiles and links them side by side, but names each after its package.
  const output = names.length === 1 ? join(staging, names[0] ?? '') : `${staging}/`;
  await runGo(['build', '-v', ...flags, '-o', output, ...Object.values(build.programs)], {
    task: `building ${build.name}`,
    directory: build.directory,
    env,
    timeoutMs,
    onProgress: build.onProgress,
    signal: build.signal,
  });
  for (const name of names) {
    if (existsSync(join(staging, name))) continue;
    throw new Error(`go build made no ${name}: with several programs each is named after its package`);
  }
}
