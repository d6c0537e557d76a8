import { Problem } from '../../lib/errors.ts';
import { ask, problemOf, type AskOptions } from '../engine/ask.ts';
import { renderedObjects } from '../engine/objects.ts';
import type { EngineAnswer, EngineFile } from '../engine/protocol.ts';
import type { KustomizeParameters, RenderInput, Rendered } from '../types.ts';
import { closure, type Closure } from './closure.ts';
import { kustomizationFile } from './detect.ts';
import { fromEngine, inEngine, overlayComponents, overlayFile, overlayRoot, treeRoot } from './overlay.ts';

const maxRounds = 20;

/** What `kustomize build --enable-helm` gives, object by object and in its order. */
export async function renderKustomize(input: RenderInput, parameters: KustomizeParameters): Promise<Rendered> {
  const { tree, path, capabilities, signal, turn, fixed } = input;
  if ((await kustomizationFile(tree, path)) === undefined) {
    throw new Problem('NotFound', 'there is no kustomization file', { where: tree.display(path) });
  }
  const { overlay } = parameters;
  const found = closure(tree);
  await found.add(path);
  for (const component of overlay ? overlayComponents(path, overlay) : []) await found.add(component);
  const extra: EngineFile[] = overlay ? [await overlayFile(tree, path, overlay)] : [];
  const answer = await untilComplete(found, extra, overlay ? overlayRoot : inEngine(path), {
    capabilities,
    options: { signal, turn, fixed },
  });
  const place = (file: string): string => (isInTree(file) ? fromEngine(file) : path);
  if (answer.error) {
    const message = answer.error.message.replaceAll(new RegExp(`(^|[\\s'"(])${treeRoot}/`, 'g'), '$1');
    throw problemOf({ ...answer.error, message }, (file) => tree.display(place(file)));
  }
  return {
    objects: renderedObjects(answer, place),
    reads: answer.reads.filter(isInTree).map(fromEngine).toSorted(),
    draws: answer.draws,
    warnings: answer.warnings,
  };
}

interface Asked {
  readonly capabilities: RenderInput['capabilities'];
  readonly options: AskOptions;
}

/** Renders, and again for as long as the engine looked for files that exist and were not sent. */
async function untilComplete(
  found: Closure,
  extra: readonly EngineFile[],
  path: string,
  { capabilities, options }: Asked,
): Promise<EngineAnswer> {
  for (let round = 0; ; round++) {
    const files = [...found.files.map((file) => ({ ...file, path: inEngine(file.path) })), ...extra];
    const answer = await ask({ op: 'kustomize', kustomize: { path, capabilities } }, files, options);
    let more = false;
    for (const missing of answer.missing.filter(isInTree)) more = (await found.add(fromEngine(missing))) || more;
    if (!more || round === maxRounds) return answer;
  }
}

function isInTree(file: string): boolean {
  return file === treeRoot || file.startsWith(`${treeRoot}/`);
}
