/** `tug operator` as a process of its own, under the operator's account. */
import { type ChildProcess, spawn } from 'node:child_process';
import { tugPath } from '../../../support/tug.ts';

export interface Replica {
  readonly name: string;
  readonly log: () => string;
  signal(signal: NodeJS.Signals): void;
  /** Sends it and waits for the end of the process; its exit code, null when it was killed. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

const keptLog = 200_000;
const running = new Set<ChildProcess>();

/** `env`: beside what this process has. */
export function startReplica(kubeconfig: string, name: string, env: NodeJS.ProcessEnv = {}): Replica {
  // The shell script replaces itself by the process, which so gets what is sent.
  const child = spawn(tugPath, ['operator', '--kubeconfig', kubeconfig, '--name', name, '--log', 'text'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  running.add(child);
  let log = '';
  const hear = (text: string): void => void (log = `${log}${text}`.slice(-keptLog));
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return {
    name,
    log: () => `--- ${name}\n${log}`,
    signal: (signal) => void child.kill(signal),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
