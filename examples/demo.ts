/**
 * `npm run demo`: pushes a small shop to a real API server on this machine, changes one thing by hand and one in the files, shows what
 * the next plan makes of it, repairs, prunes, rolls back, and takes everything down again. `--keep` leaves the sandbox up.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { prepare } from './demo/copy.ts';
import { bold } from './demo/paint.ts';
import { kubectl, run, sandboxDown, sandboxUp, StepFailed } from './demo/run.ts';
import { scenes, type Stage } from './demo/scenes.ts';

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
  for (const scene of scenes) {
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
  let up = false;
  try {
    caption('A real API server on this machine; the first time its parts are built, which takes some minutes');
    up = true;
    const sandbox = await sandboxUp();
    await play({
      ...copy,
      tug: (args, expected = 0) => run({ directory: copy.directory, sandbox }, 'tug', args, expected),
      kubectl: (args) => run({ directory: copy.directory, sandbox }, 'kubectl', args, 0),
      look: (args) => kubectl(sandbox, args),
    });
    console.log(`\nAll of it worked, in ${Math.round((Date.now() - began) / 1000)} s.`);
    if (keep) console.log(`The sandbox is still up: export KUBECONFIG=${sandbox.kubeconfig}`);
    return 0;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.error(`\ndemo: ${interrupted ? 'interrupted' : error.message}`);
    return interrupted ? 130 : 1;
  } finally {
    await copy.remove();
    if (up && !keep) {
      caption('Taking the sandbox down');
      await sandboxDown();
    }
  }
}

process.exitCode = await main();
