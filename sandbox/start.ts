import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deadline, sleep } from '../src/lib/async.ts';
import { Problem } from '../src/lib/errors.ts';
import { assets } from './assets.ts';
import { adminClient, isHealthy } from './client.ts';
import { furnish, settled } from './cluster.ts';
import { commandLines, kwokConfig, type Place, schedulerConfig } from './components.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { type ComponentName, componentNames } from './processes.ts';
import type { Tools } from './tools.ts';

const readyWithinMs = 120_000;
/** Each needs what is before it: etcd is the API server's store, the rest are the API server's clients. */
const needApi = ['kube-controller-manager', 'kube-scheduler', 'kwok'] as const;

/** Starts all components and returns once pods can run. Rejects with the last lines of the log of whichever component ended early. */
export async function startComponents(place: Place, tools: Tools, signal?: AbortSignal): Promise<void> {
  writeConfigs(place);
  const ended = new AbortController();
  const start = (name: ComponentName): void => launch(place, tools, name, (problem) => ended.abort(problem));
  const until = AbortSignal.any([deadline(signal, readyWithinMs), ended.signal]);
  const client = adminClient(place.layout, place.state.ports.apiserver);
  try {
    start('etcd');
    // It retries until etcd is there.
    start('kube-apiserver');
    while (!(await isHealthy(client, '/readyz'))) await sleep(50, until);
    for (const name of needApi) start(name);
    await furnish(client);
    await settled(client, adminClient(place.layout, place.state.ports.kubelet), until);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError' && !signal?.aborted) {
      const tails = componentNames.map((name) => `${name}: ${tailOf(logOf(place, name), 1)}`).join('\n');
      throw new Problem('Timeout', `The sandbox was not ready within ${readyWithinMs / 1_000} s`, {
        where: place.layout.logs,
        hint: tails,
      });
    }
    throw error;
  }
}

export const logOf = ({ layout }: Place, name: ComponentName): string => join(layout.logs, `${name}.log`);

/** The child leads a session of its own and holds nothing of ours, so it outlives this process and the terminal. */
function launch(place: Place, tools: Tools, name: ComponentName, onEnd: (problem: Problem) => void): void {
  const path = logOf(place, name);
  const log = openSync(path, 'w', 0o600);
  const child = spawn(tools[name], commandLines[name](place), {
    cwd: place.layout.directory,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH, HOME: place.layout.directory, TMPDIR: place.layout.directory },
  });
  closeSync(log);
  const fail = (how: string, cause?: unknown): void =>
    onEnd(new Problem('Failed', `${name} of the sandbox ${how}: ${tailOf(path, 3)}`, { where: path, cause }));
  child.once('error', (error) => fail('does not start', error));
  child.once('exit', (code, killedBy) => fail(`ended (${killedBy ?? `exit code ${code}`})`));
  child.unref();
}

function tailOf(path: string, lines: number): string {
  // `down` in the process that started it removes the log before this process hears of the end.
  if (!existsSync(path)) return 'its log is gone';
  const text = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  return text.slice(-1_000) || 'it printed nothing';
}

function writeConfigs(place: Place): void {
  const { layout } = place;
  mkdirSync(layout.logs, { recursive: true });
  const containerLog = join(layout.directory, 'container.log');
  writeFileSync(
    containerLog,
    `${new Date().toISOString()} stdout F this container does not really run: it is played by kwok\n`,
  );
  const stages = readFileSync(join(assets(), 'stages.yaml'), 'utf8');
  write(kwokConfig(layout), `${stages}---\n${kwokOptions}---\n${containerLogs(containerLog)}`);
  write(schedulerConfig(layout), schedulerOptions(kubeconfigOf(layout, 'scheduler')));
}

function write(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

const kwokOptions = `apiVersion: config.kwok.x-k8s.io/v1alpha1
kind: KwokConfiguration
options: {podPlayStageParallelism: 16, nodePlayStageParallelism: 4, podsOnNodeSyncParallelism: 4, nodeLeaseParallelism: 4, enableDebuggingHandlers: true}
`;

const containerLogs = (path: string): string => `apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterLogs
metadata: {name: all}
spec:
  logs:
  - logsFile: ${JSON.stringify(path)}
    previousLogsFile: ${JSON.stringify(path)}
`;

const schedulerOptions = (kubeconfig: string): string => `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
leaderElection: {leaderElect: false}
clientConnection: {kubeconfig: ${JSON.stringify(kubeconfig)}, qps: 1000, burst: 2000}
`;
