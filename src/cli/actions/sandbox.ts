import * as sandbox from '../../../sandbox/index.ts';
import { Problem } from '../../lib/errors.ts';
import { printData } from '../print/data.ts';

type Output = 'text' | 'json';

export async function up(name: string | undefined, output: Output): Promise<void> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort(new Problem('Failed', 'Interrupted before the sandbox was ready')));
  const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
  await show(await sandbox.up({ ...(name !== undefined && { name }), onProgress, signal: interrupt.signal }), output);
}

export async function down(name: string | undefined, output: Output): Promise<void> {
  await sandbox.down(name);
  await show(await sandbox.status(name), output);
}

export async function status(name: string | undefined, output: Output): Promise<void> {
  await show(await sandbox.status(name), output);
}

async function show(found: sandbox.SandboxStatus, output: Output): Promise<void> {
  if (await printData(found, output)) return;
  const { name, running, missing, ...where } = found;
  const rows: [string, string][] = [
    ['sandbox', `${name}, ${running ? 'running' : missing ? `broken: ${missing.join(', ')} ended` : 'not running'}`],
  ];
  if (running) rows.push(...Object.entries(where));
  process.stdout.write(rows.map(([key, value]) => `${key.padEnd(12)}${value}\n`).join(''));
}
