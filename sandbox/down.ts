import { rmSync } from 'node:fs';
import { withLock } from '../src/lib/lock.ts';
import { defaultName, layoutOf } from './layout.ts';
import { stopProcesses } from './processes.ts';

/** Ends a sandbox and removes all it wrote; one that is not there is no error. What was built stays for the next. */
export async function down(name: string = defaultName): Promise<void> {
  const layout = layoutOf(name);
  const options = { timeoutMs: 180_000, holder: `another "tug sandbox" that works on ${name}` };
  await withLock(layout.lock, options, async () => {
    await stopProcesses(layout.directory);
    rmSync(layout.directory, { recursive: true, force: true, maxRetries: 5 });
  });
}
