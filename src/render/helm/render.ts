import { joinPath } from '../../source/path.ts';
import type { Tree } from '../../source/tree.ts';
import { ask, problemOf, type AskOptions } from '../engine/ask.ts';
import { renderedObjects } from '../engine/objects.ts';
import type { EngineAnswer } from '../engine/protocol.ts';
import type { HelmParameters, Lookup, RenderInput, Rendered } from '../types.ts';
import { isPacked } from './detect.ts';
import { chartFiles } from './files.ts';
import { renderWithLookups } from './lookup.ts';

/**
 * What `helm template` gives, object by object: in Helm's order, hooks and tests after the rest, lists taken apart.
 * Without `lookup` the function of that name finds nothing, as there.
 */
export async function renderHelm(input: RenderInput, parameters: HelmParameters, lookup?: Lookup): Promise<Rendered> {
  const { tree, path, capabilities, signal, turn, fixed } = input;
  const options: AskOptions = { signal, turn, fixed };
  const files = await chartFiles(tree, path, options);
  const answer = await renderWithLookups(
    (lookups) => ask({ op: 'helm', helm: { ...parameters, chart: path, capabilities, lookups } }, files, options),
    lookup,
  );
  const place = placer(tree, path, new Set(files.map((file) => file.path)));
  if (answer.error) throw problemOf(answer.error, (file) => displayed(tree, place(file)));
  return {
    objects: renderedObjects(answer, (file) => place(file).path),
    ...(answer.notes === undefined ? {} : { notes: answer.notes }),
    ...(answer.chart === undefined ? {} : { chart: answer.chart }),
    reads: answer.reads,
    draws: answer.draws,
    warnings: [...answer.warnings, ...drawWarning(answer, fixed !== undefined)],
  };
}

interface Place {
  readonly path: string;
  readonly inTree: boolean;
}

/**
 * Templates are named after the charts they are in (`shop/charts/db/templates/x.yaml`), files of the chart by their path in
 * it. A template of a packed or renamed dependency has no path in the tree and keeps its name.
 */
function placer(tree: Tree, chart: string, files: ReadonlySet<string>): (file: string) => Place {
  return (file) => {
    const afterChart = file.slice(file.indexOf('/') + 1);
    for (const candidate of [joinPath(chart, afterChart), joinPath(chart, file)]) {
      if (files.has(candidate)) return { path: candidate, inTree: true };
    }
    if (!file.includes('/') && !isPacked(chart)) return { path: joinPath(chart, file), inTree: true };
    return { path: file, inTree: false };
  };
}

function displayed(tree: Tree, { path, inTree }: Place): string {
  return inTree ? tree.display(path) : path;
}

function drawWarning({ draws }: EngineAnswer, fixed: boolean): string[] {
  if (draws.length === 0 || fixed) return [];
  return [`the chart calls ${draws.join(', ')}, which give something else every time it is rendered`];
}
