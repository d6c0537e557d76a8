import { Problem } from '../../lib/errors.ts';
import { joinPath } from '../../source/path.ts';
import type { Tree, TreeEntry } from '../../source/tree.ts';
import { ask, problemOf, type AskOptions } from '../engine/ask.ts';
import type { EngineFile } from '../engine/protocol.ts';
import { isPacked } from './detect.ts';

const maxDepth = 40;

/** The files of a chart that its .helmignore leaves, with their paths in the tree. Files that it names are never read. */
export async function chartFiles(tree: Tree, chart: string, options: AskOptions): Promise<EngineFile[]> {
  if (isPacked(chart)) return [{ path: chart, bytes: await tree.read(chart) }];
  const rules = await ignoreRules(tree, chart);
  const files: EngineFile[] = [];
  let level = [chart];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw tooDeep(tree, chart);
    const entries = (await Promise.all(level.map((directory) => tree.list(directory)))).flat();
    const kept = await keptEntries(tree, chart, rules, entries, options);
    level = kept.filter(({ kind }) => kind === 'directory').map(({ path }) => path);
    for (const { kind, path } of kept) if (kind === 'file') files.push({ path, bytes: await tree.read(path) });
  }
  return files;
}

async function ignoreRules(tree: Tree, chart: string): Promise<string> {
  const path = joinPath(chart, '.helmignore');
  return (await tree.stat(path))?.kind === 'file' ? new TextDecoder().decode(await tree.read(path)) : '';
}

/** The rules are Helm's own, so Helm's own code applies them; without any there is one, against hidden files among the templates. */
async function keptEntries(
  tree: Tree,
  chart: string,
  rules: string,
  entries: readonly TreeEntry[],
  options: AskOptions,
): Promise<readonly TreeEntry[]> {
  if (rules.trim() === '') {
    const templates = joinPath(chart, 'templates');
    return entries.filter(({ path, name }) => path !== joinPath(templates, name) || !hidden(name));
  }
  const names = new Map(entries.map((entry) => [nameInChart(chart, entry), entry]));
  const answer = await ask({ op: 'ignore', ignore: { rules, paths: [...names.keys()] } }, [], options);
  if (answer.error) throw problemOf(answer.error, (file) => tree.display(joinPath(chart, file)));
  return answer.kept.flatMap((name) => names.get(name) ?? []);
}

function hidden(name: string): boolean {
  return name.startsWith('.') && name.length > 1;
}

function nameInChart(chart: string, { path, kind }: TreeEntry): string {
  const name = chart === '' ? path : path.slice(chart.length + 1);
  return kind === 'directory' ? `${name}/` : name;
}

function tooDeep(tree: Tree, chart: string): Problem {
  return new Problem('LimitExceeded', `the directories of the chart nest deeper than ${maxDepth}`, {
    where: tree.display(chart),
    hint: 'look for a symbolic link that points to a directory above itself',
  });
}
