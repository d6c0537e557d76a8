import { testApp } from '../../app/test-hooks.ts';
import { carry } from '../carry.ts';
import type { ClusterOptions, Output } from '../options.ts';
import { appRef } from '../session.ts';

type TestOptions = ClusterOptions & { readonly output: Output; readonly timeout: string };

/** `tug test`: runs the hooks that a chart marks as tests, as `helm test` does. */
export async function test(name: string, given: TestOptions): Promise<void> {
  await carry(given, (world) => testApp(appRef(name, world.api), given.timeout, world), 'passed');
}
