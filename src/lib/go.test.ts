import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { buildGo, goBuildDirectory, type GoBuild } from './go.ts';

let root: string;
let build: GoBuild;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'go-'));
  vi.stubEnv('TUG_CACHE_DIR', join(root, 'cache'));
  const directory = join(root, 'module');
  mkdirSync(directory);
  writeFileSync(join(directory, 'go.mod'), 'module hello.example\n\ngo 1.26.0\n');
  writeFileSync(
    join(directory, 'main.go'),
    'package main\n\nimport "os"\n\nvar word = "unset"\n\nfunc main() { os.Stdout.WriteString(word) }\n',
  );
  build = { name: 'hello', directory, programs: { hello: '.' }, ldflags: '-X main.word=set', cache: 'tools' };
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});
const inCache = (): string[] => readdirSync(join(root, 'cache', 'tools'));

test('a program is built once, with its flags, and then found', { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  const directory = await buildGo({ ...build, onProgress: (line) => lines.push(line) });
  expect(execFileSync(join(directory, 'hello'), { encoding: 'utf8' })).toBe('set');
  expect(lines[0]).toBe('building hello');
  lines.length = 0;
  vi.stubEnv('PATH', '');
  expect(await buildGo({ ...build, onProgress: (line) => lines.push(line) })).toBe(directory);
  expect(lines).toEqual([]);
});

test('two that want the same program at once build it once', { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  const options = { ...build, onProgress: (line: string) => lines.push(line) };
  const [first, second] = await Promise.all([buildGo(options), buildGo(options)]);
  expect(first).toBe(second);
  expect(lines.filter((line) => line === 'building hello')).toHaveLength(1);
  expect(lines).toContain('waiting for another build of hello');
  expect(inCache()).toHaveLength(1);
});

test('what a killed build left is removed by the next', { timeout: 120_000 }, async () => {
  const directory = await goBuildDirectory(build);
  mkdirSync(`${directory}.part-abc123`, { recursive: true });
  writeFileSync(`${directory}.lock`, '');
  await buildGo(build);
  expect(inCache()).toEqual([directory.split('/').at(-1)]);
});

test('sources, flags and target each lead to another directory, tests and documentation do not', async () => {
  const seen = new Set([await goBuildDirectory(build), await goBuildDirectory({ ...build, ldflags: '' })]);
  seen.add(await goBuildDirectory({ ...build, env: { GOOS: 'wasip1', GOARCH: 'wasm' } }));
  writeFileSync(join(build.directory, 'other.go'), 'package main\n');
  seen.add(await goBuildDirectory(build));
  writeFileSync(join(build.directory, 'main_test.go'), 'package main\n');
  writeFileSync(join(build.directory, 'README.md'), 'words\n');
  seen.add(await goBuildDirectory(build));
  expect(seen.size).toBe(4);
});

test('a program that does not compile is told with the place, and leaves nothing', { timeout: 120_000 }, async () => {
  writeFileSync(join(build.directory, 'main.go'), 'package main\n\nfunc main() { undefined() }\n');
  await expect(buildGo(build)).rejects.toThrow('main.go:3:15');
  expect(inCache()).toEqual([]);
});

test('without Go the error says what to install', async () => {
  vi.stubEnv('PATH', join(root, 'nowhere'));
  await expect(buildGo(build)).rejects.toMatchObject({
    code: 'Environment',
    message: 'Go is not installed, or not on the PATH',
    hint: 'install Go 1.26 or later from https://go.dev/dl and put it on the PATH',
  });
});

test('with a Go that is too old the error says which it is and what to install', async () => {
  writeFileSync(join(root, 'go'), '#!/bin/sh\necho go1.25.3\n', { mode: 0o755 });
  vi.stubEnv('PATH', root);
  await expect(buildGo(build)).rejects.toMatchObject({
    code: 'Environment',
    message: 'go1.25.3 is too old',
    hint: 'install Go 1.26 or later from https://go.dev/dl and put it on the PATH',
  });
});

test('an aborted build stops and leaves nothing', { timeout: 120_000 }, async () => {
  await expect(buildGo({ ...build, signal: AbortSignal.timeout(1) })).rejects.toThrow('aborted due to timeout');
  expect(inCache()).toEqual([]);
});
