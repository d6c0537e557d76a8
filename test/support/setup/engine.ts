import { engineModule } from '../../../engine/build.ts';

/** Builds the engine before any test needs it, so that no test's time limit pays for it. */
export async function setup(): Promise<void> {
  await engineModule((line) => console.error(line));
}
