import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { formatDuration } from '../src/lib/duration.ts';
import { Problem } from '../src/lib/errors.ts';
import { withLock } from '../src/lib/lock.ts';
import type { Place } from './components.ts';
import { writeKubeconfigs } from './kubeconfig.ts';
import { defaultName, type Layout, layoutOf } from './layout.ts';
import { freePort, isFree } from './ports.ts';
import { stopProcesses } from './processes.ts';
import { logOf, startComponents } from './start.ts';
import { readState, type State, writeState } from './state.ts';
import { runningStatus, type SandboxStatus, statusOf } from './status.ts';
import { buildTools, kubernetesVersion, type Tools } from './tools.ts';

export interface UpOptions {
  readonly name?: string;
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Returns once the sandbox answers. One that runs is left alone; one of which a part is missing is started anew with its
 * data; one that an earlier start left half made is made anew.
 */
export async function up({ name = defaultName, onProgress, signal }: UpOptions = {}): Promise<SandboxStatus> {
  const layout = layoutOf(name);
  const found = await statusOf(layout);
  if (found.running) return found;
  const tools = await buildTools({ onProgress, signal });
  const lock = {
    timeoutMs: 300_000,
    holder: `another "tug sandbox" that works on ${name}`,
    onWait: () => onProgress?.(`waiting for another start of the sandbox ${name}`),
    signal,
  };
  return await withLock(layout.lock, lock, async () => {
    const now = await statusOf(layout);
    if (now.running) return now;
    if (now.missing) onProgress?.(`starting the sandbox ${name} again: ${now.missing.join(', ')} ended`);
    return await restart(layout, tools, { onProgress, signal });
  });
}

export type EnsuredSandbox = Required<Pick<SandboxStatus, 'name' | 'kubeconfig' | 'kubectl' | 'server' | 'version'>>;

/** The sandbox that tests share, started when it is not running. */
export async function ensureSandbox(name = 'test', onProgress?: (line: string) => void): Promise<EnsuredSandbox> {
  const { kubeconfig, kubectl, server, version } = await up({ name, ...(onProgress && { onProgress }) });
  if (!kubeconfig || !kubectl || !server || !version) throw new Problem('Failed', `The sandbox ${name} is not running`);
  return { name, kubeconfig, kubectl, server, version };
}

type Told = Parameters<typeof buildTools>[0];

const attempts = 3;

async function restart(layout: Layout, tools: Tools, { onProgress, signal }: Told): Promise<SandboxStatus> {
  const started = Date.now();
  await stopProcesses(layout.directory);
  let kept = readState(layout);
  for (let attempt = 1; ; attempt += 1) {
    if (!kept) rmSync(layout.directory, { recursive: true, force: true });
    onProgress?.(`starting the sandbox ${layout.name}`);
    const place = { layout, state: await prepare(layout, tools, kept) };
    try {
      await startComponents(place, tools, signal);
      onProgress?.(`the sandbox ${layout.name} is ready after ${formatDuration(Date.now() - started)}`);
      return runningStatus(layout, place.state);
    } catch (error) {
      await stopProcesses(layout.directory);
      const reason = reasonToRetry(error, place, kept !== undefined);
      if (!reason || attempt === attempts || signal?.aborted) throw error;
      onProgress?.(`trying again: ${reason}`);
      kept = reason === unusableData ? undefined : place.state;
    }
  }
}

const unusableData = 'the data of the sandbox cannot be used, so it starts with none';

function reasonToRetry(error: unknown, place: Place, hadData: boolean): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  // Somebody else took the port between our look and our start.
  if (error.message.includes('address already in use')) return 'a port is taken';
  // A machine that lost power may have lost what etcd never flushed.
  return hadData && error.where === logOf(place, 'etcd') ? unusableData : undefined;
}

/** Keys, kubeconfigs and ports. Ports are kept while they are free, so that a kubeconfig copied elsewhere stays good. */
async function prepare(layout: Layout, tools: Tools, kept: State | undefined): Promise<State> {
  mkdirSync(layout.directory, { recursive: true, mode: 0o700 });
  if (!existsSync(layout.pki)) await promisify(execFile)(tools.pki, [layout.pki], { timeout: 30_000 });
  const apiserver = await portOr(kept?.ports.apiserver, new Set());
  const kubelet = await portOr(kept?.ports.kubelet, new Set([apiserver]));
  const state: State = { format: 1, version: kubernetesVersion, kubectl: tools.kubectl, ports: { apiserver, kubelet } };
  writeKubeconfigs(layout, state);
  writeState(layout, state);
  return state;
}

async function portOr(kept: number | undefined, taken: ReadonlySet<number>): Promise<number> {
  return kept !== undefined && (await isFree(kept)) ? kept : await freePort(taken);
}
