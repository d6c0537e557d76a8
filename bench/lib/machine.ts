import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';

/** One line about where the figures come from. */
export async function machine(): Promise<string> {
  const all = cpus();
  const model = all[0]?.model.trim() || 'unknown processor';
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const system = /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? type();
  return `${all.length} x ${model}, ${gigabytes} GiB of memory, ${system} (kernel ${release()}), Node ${process.versions.node}`;
}
