import type { Copy } from './copy.ts';
import type { Repository } from './repository.ts';
import { StepFailed } from './run.ts';

/** What the scenes of the demo may use. Commands are shown before they run, as a person would type them. */
export interface Stage extends Copy {
  readonly tug: (args: readonly string[], expectedExit?: number) => Promise<void>;
  readonly kubectl: (args: readonly string[]) => Promise<void>;
  /** What kubectl prints, without showing it. */
  readonly look: (args: readonly string[]) => Promise<string>;
  readonly repository: Repository;
  /** Starts the operator beside the demo, which ends it. */
  readonly operate: (namespace: string) => Promise<void>;
}

export interface Scene {
  readonly caption: string;
  readonly act: (stage: Stage) => Promise<void>;
}

const withinMs = 60_000;
const everyMs = 50;

/** The demo's own check of what it shows. */
export async function expect(claim: string, found: Promise<string>, wanted: string): Promise<void> {
  const text = await found;
  if (text !== wanted) throw new StepFailed(`it does not hold that ${claim}: found ${JSON.stringify(text)}`);
  console.log(`  ✓ ${claim}`);
}

/** What an operator does by itself: looks again and again until it is so, and prints how long it took. */
export async function soon(claim: string, find: () => Promise<string>, isSo: (text: string) => boolean): Promise<void> {
  const began = performance.now();
  const seconds = (): string => ((performance.now() - began) / 1_000).toFixed(1);
  for (;;) {
    const text = await find();
    if (isSo(text)) {
      console.log(`  ✓ after ${seconds()} s ${claim}`);
      return;
    }
    if (performance.now() - began > withinMs) {
      throw new StepFailed(`after ${seconds()} s it does not hold that ${claim}: found ${JSON.stringify(text)}`);
    }
    await new Promise((done) => setTimeout(done, everyMs));
  }
}

const deploymentField = (deployment: string, path: string): string[] => [
  'get',
  'deployment',
  deployment,
  '-n',
  'shop',
  '--ignore-not-found',
  '-o',
  `jsonpath={${path}}`,
];

/** Arguments of kubectl that print one thing about a Deployment of the shop. */
export const image = (deployment: string): string[] =>
  deploymentField(deployment, '.spec.template.spec.containers[0].image');
export const replicas = (deployment: string): string[] => deploymentField(deployment, '.spec.replicas');
