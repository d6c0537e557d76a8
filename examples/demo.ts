/**
 * `npm run demo`: both ways on a real API server on this machine. Pushes a small shop, changes one thing by hand and one in the files, shows
 * what the next plan makes of it, repairs, prunes and rolls back; then lets an operator pull the same shop from Git: a commit, drift, a hold,
 * a bad commit. Takes everything down again; `--keep` leaves the sandbox up.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { prepare } from './demo/copy.ts';
import { type RunningOperator, startOperator } from './demo/operator.ts';
import { bold } from './demo/paint.ts';
import { pullScenes } from './demo/pull.ts';
import { pushScenes } from './demo/push.ts';
import { serveRepository } from './demo/repository.ts';
import { kubectl, run, sandboxDown, sandboxUp, StepFailed } from './demo/run.ts';
import type { Stage } from './demo/stage.ts';

const keep = process.argv.includes('--keep');
const watched = process.stdout.isTTY;
const readingMs = 2_500;

let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true;
});
process.on('SIGTERM', () => {
  interrupted = true;
});

function caption(text: string): void {
  const line = `── ${text} `.padEnd(100, '─');
  console.log(`\n${bold(line)}`);
}

async function play(stage: Stage): Promise<void> {
  for (const scene of [...pushScenes, ...pullScenes]) {
    if (interrupted) throw new StepFailed('interrupted');
    caption(scene.caption);
    if (watched) await pause(readingMs);
    await scene.act(stage);
    if (watched) await pause(readingMs);
  }
}

async function main(): Promise<number> {
  const began = Date.now();
  const copy = await prepare();
  const repository = await serveRepository(copy.directory);
  let operator: RunningOperator | undefined;
  let up = false;
  try {
    caption('A real API server on this machine; the first time its parts are built, which takes some minutes');
    up = true;
    const sandbox = await sandboxUp();
    await play({
      ...copy,
      repository,
      tug: (args, expected = 0) => run({ directory: copy.directory, sandbox }, 'tug', args, expected),
      kubectl: (args) => run({ directory: copy.directory, sandbox }, 'kubectl', args, 0),
      look: (args) => kubectl(sandbox, args),
      operate: async (namespace) => {
        operator = await startOperator(namespace);
      },
    });
    console.log(`\nAll of it worked, in ${Math.round((Date.now() - began) / 1000)} s.`);
    if (keep) console.log(`The sandbox is still up: export KUBECONFIG=${sandbox.kubeconfig}`);
    return 0;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.error(`\ndemo: ${interrupted ? 'interrupted' : error.message}`);
    if (operator && !interrupted) console.error(`\nWhat the operator logged last:\n${operator.log()}`);
    return interrupted ? 130 : 1;
  } finally {
    await operator?.stop();
    repository.close();
    await copy.remove();
    if (up && !keep) {
      caption('Taking the sandbox down');
      await sandboxDown();
    }
  }
}

process.exitCode = await main();
