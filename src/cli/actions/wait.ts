import { waitForApp } from '../../app/inspect/wait.ts';
import { carry } from '../carry.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { appRef } from '../session.ts';

type WaitOptions = ClusterOptions & { readonly output: Output; readonly timeout: string };

export async function wait(name: string, given: WaitOptions): Promise<void> {
  await carry(given, (world) => waitForApp(appRef(name, world.api), given.timeout, world));
}
