import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { down } from './down.ts';
import { layoutOf } from './layout.ts';
import { readState, writeState } from './state.ts';
import { status } from './status.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'sandbox-'));
  vi.stubEnv('TUG_CACHE_DIR', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});
const state = { format: 1, version: 'v1.2.3', kubectl: '/k', ports: { apiserver: 16_001, kubelet: 16_002 } } as const;

test('a sandbox that never was is not running', async () => {
  expect(await status('never')).toEqual({ name: 'never', running: false });
});

test('a sandbox whose start was interrupted before it was complete is not running', async () => {
  const layout = layoutOf('half');
  mkdirSync(layout.pki, { recursive: true });
  writeFileSync(`${layout.state}.part`, '{"format":1,');
  expect(await status('half')).toEqual({ name: 'half', running: false });
});

test('a sandbox whose processes are gone, as after a reboot, is not running but keeps its ports', async () => {
  const layout = layoutOf('rebooted');
  writeState(layout, state);
  expect(await status('rebooted')).toEqual({ name: 'rebooted', running: false });
  expect(readState(layout)).toEqual(state);
});

test.each(['', '{"format":1', '{"format":2}', '{"format":1,"version":"v1","kubectl":"/k","ports":{"apiserver":"x"}}'])(
  'a state of %j is no state',
  (text) => {
    const layout = layoutOf('odd');
    mkdirSync(layout.directory, { recursive: true });
    writeFileSync(layout.state, text);
    expect(readState(layout)).toBeUndefined();
  },
);

test('down removes a half-made sandbox, its lock and nothing of its neighbour', async () => {
  writeState(layoutOf('neighbour'), state);
  mkdirSync(layoutOf('half').pki, { recursive: true });
  writeFileSync(layoutOf('half').lock, '');
  await down('half');
  expect(await status('half')).toEqual({ name: 'half', running: false });
  expect(readState(layoutOf('neighbour'))).toEqual(state);
});

test.each(['', '.', '..', 'a/b', 'A', '-a', 'a-', 'a b', 'a'.repeat(41), 'x.lock'])('%j cannot be a name', (name) => {
  expect(() => layoutOf(name)).toThrow('cannot be the name of a sandbox');
});

test.each(['default', 'a', 'run-7', '0'])('%j can be a name', (name) => {
  expect(layoutOf(name).name).toBe(name);
});
