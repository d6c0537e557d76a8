import { memoryTree } from '../../source/memory.ts';
import type { Tree } from '../../source/tree.ts';
import { defaultCapabilities } from '../helm/default-capabilities.ts';
import type { HelmParameters, RenderInput } from '../types.ts';

/** For tests of the renderers: a tree of texts. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array>>): Tree {
  const entries = Object.entries(files).map(
    ([path, text]) =>
      [path, { bytes: typeof text === 'string' ? Buffer.from(text) : text, executable: false }] as const,
  );
  return memoryTree(new Map(entries), { revision: 'test', origin: 'src' });
}

export function inputOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  more: Partial<RenderInput> = {},
): RenderInput {
  return { tree: treeOf(files), path: '', capabilities: defaultCapabilities, ...more };
}

export const helmParameters: HelmParameters = {
  release: 'shop',
  namespace: 'team',
  values: [],
  set: [],
  includeCrds: false,
  isUpgrade: false,
  revision: 1,
};

/** Building the engine from nothing takes minutes. */
export const engineTimeoutMs = 15 * 60_000;
