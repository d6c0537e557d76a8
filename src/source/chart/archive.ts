import { unpackTar } from '../../lib/archive.ts';
import { Problem } from '../../lib/errors.ts';
import { type MemoryFile, memoryTree } from '../memory.ts';
import type { Tree } from '../tree.ts';
import { type Files, sharedFiles } from '../unpacked.ts';

/** A packaged chart as a tree whose root is the chart's directory. Its revision is the version that its Chart.yaml states. */
export async function chartTree(bytes: Uint8Array, origin: string, version?: string): Promise<Tree> {
  const files = await chartFiles(bytes, origin);
  const stated = /^version:\s*["']?([^\s"'#]+)/m.exec(
    Buffer.from(files.get('Chart.yaml')?.bytes ?? []).toString('utf8'),
  )?.[1];
  return memoryTree(files, { revision: version ?? stated ?? 'unknown', origin });
}

/** The same, with the files of everybody who has the archive of this digest open, and bounds of its own. */
export async function sharedChartTree(
  digest: string,
  bytes: () => Promise<Uint8Array>,
  about: { readonly origin: string; readonly revision: string },
): Promise<Tree> {
  return memoryTree(
    await sharedFiles(`chart ${digest}`, async () => await chartFiles(await bytes(), about.origin)),
    about,
  );
}

async function chartFiles(bytes: Uint8Array, origin: string): Promise<Files> {
  const files = new Map<string, MemoryFile>();
  for (const [path, file] of await unpackTar(bytes, origin)) {
    const slash = path.indexOf('/');
    // `helm package` puts everything below one directory; what lies beside it is no part of the chart.
    if (slash > 0) files.set(path.slice(slash + 1), file);
  }
  if (files.has('Chart.yaml')) return files;
  throw new Problem('InvalidInput', `${origin} is not a chart: it holds no Chart.yaml`);
}
