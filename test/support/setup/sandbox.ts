import type { TestProject } from 'vitest/node';
import { down, ensureSandbox, status } from '../../../sandbox/index.ts';

const name = 'test';

/** One sandbox for all behaviour tests. One that was up before stays up, so that a developer's next run starts at once. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { running } = await status(name);
  const { kubeconfig, kubectl } = await ensureSandbox(name, (line) => console.error(line));
  project.provide('kubeconfig', kubeconfig);
  project.provide('kubectl', kubectl);
  return async () => {
    if (!running) await down(name);
  };
}
