import type { TestProject } from 'vitest/node';
import { ensureSandbox } from '../../../sandbox/index.ts';

/** One sandbox for all behaviour tests. One that was up before stays up, so that a developer's next run starts at once. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const sandbox = await ensureSandbox('test', { onProgress: (line) => console.error(line) });
  project.provide('kubeconfig', sandbox.kubeconfig);
  project.provide('kubectl', sandbox.kubectl);
  return async () => {
    if (sandbox.started) await sandbox.down();
  };
}
