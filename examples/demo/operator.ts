/** `tug sandbox operator` beside the demo, as in a second terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { gray } from './paint.ts';
import { sandboxName, StepFailed, tug } from './run.ts';

export interface RunningOperator {
  /** Resolves when it has ended by itself. */
  readonly stop: () => Promise<void>;
  /** The last of what it logged, for when something did not work. */
  readonly log: () => string;
}

const readyText = 'the operator is at work';
const readyWithinMs = 30_000;
const endsWithinMs = 20_000;
const keptCharacters = 4_000;

export async function startOperator(namespace: string): Promise<RunningOperator> {
  const args = ['sandbox', 'operator', sandboxName, '--namespaces', namespace];
  console.log(`${gray('$')} tug ${args.join(' ')} &`);
  const child = spawn(tug, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-keptCharacters);
      if (log.includes(readyText)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new StepFailed(`the operator ended with exit code ${code}:\n${log}`)));
    setTimeout(() => reject(new StepFailed(`the operator is not at work yet:\n${log}`)), readyWithinMs).unref();
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const late = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(late);
  };
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop, log: () => log };
}
