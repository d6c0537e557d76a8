import { unpackTar } from '../../lib/archive.ts';
import { Problem } from '../../lib/errors.ts';
import { type MemoryFile, memoryTree } from '../memory.ts';
import type { Tree } from '../tree.ts';

/** A packaged chart as a tree whose root is the chart's directory. Its revision is the version that its Chart.yaml states. */
export async function chartTree(bytes: Uint8Array, origin: string, version?: string): Promise<Tree> {
  const files = new Map<string, MemoryFile>();
  for (const [path, file] of await unpackTar(bytes, origin)) {
    const slash = path.indexOf('/');
    // `helm package` puts everything below one directory; what lies beside it is no part of the chart.
    if (slash > 0) files.set(path.slice(slash + 1), file);
  }
  const metadata = files.get('Chart.yaml');
  if (!metadata) throw new Problem('InvalidInput', `${origin} is not a chart: it holds no Chart.yaml`);
  const stated = /^version:\s*["']?([^\s"'#]+)/m.exec(Buffer.from(metadata.bytes).toString('utf8'))?.[1];
  return memoryTree(files, { revision: version ?? stated ?? 'unknown', origin });
}
