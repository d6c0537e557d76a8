import { Problem } from '../../lib/errors.ts';
import { decodeText, parseDocument } from '../../lib/yaml.ts';
import { joinPath } from '../path.ts';
import type { Tree } from '../tree.ts';

export interface ChartDependency {
  readonly name: string;
  /** A range in Chart.yaml, one version in a lock. */
  readonly version: string;
  readonly repository: string;
}

export interface ChartMetadata {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly ChartDependency[];
  /** The file that lists the dependencies, for messages. */
  readonly listedIn: string;
  readonly lock: { readonly file: string; readonly dependencies: readonly ChartDependency[] } | undefined;
}

/** Names, versions and dependencies of the chart in a directory. API version 1 keeps dependencies in requirements.yaml. */
export async function readMetadata(tree: Tree, directory: string): Promise<ChartMetadata> {
  const file = joinPath(directory, 'Chart.yaml');
  const chart = await readMap(tree, file);
  if (!chart) throw new Problem('InvalidInput', `${tree.display(directory)} is not a chart: it holds no Chart.yaml`);
  const { name, version } = chart;
  if (typeof name !== 'string' || typeof version !== 'string') {
    const missing = typeof name === 'string' ? 'version' : 'name';
    throw new Problem('InvalidInput', `the chart has no ${missing}, or one that is not text`, {
      where: tree.display(file),
      hint: 'quote it',
    });
  }
  const old = chart.apiVersion === 'v1';
  const listedIn = old ? joinPath(directory, 'requirements.yaml') : file;
  const lockFile = joinPath(directory, old ? 'requirements.lock' : 'Chart.lock');
  const lock = await readMap(tree, lockFile);
  return {
    name,
    version,
    dependencies: dependenciesOf(old ? await readMap(tree, listedIn) : chart, tree.display(listedIn)),
    listedIn: tree.display(listedIn),
    lock: lock && { file: tree.display(lockFile), dependencies: dependenciesOf(lock, tree.display(lockFile)) },
  };
}

async function readMap(tree: Tree, path: string): Promise<Record<string, unknown> | undefined> {
  if (!(await tree.stat(path))) return undefined;
  const where = tree.display(path);
  const value = parseDocument(decodeText(await tree.read(path), where), where)?.value ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Problem('InvalidInput', 'a map is expected here', { where });
}

function dependenciesOf(map: Record<string, unknown> | undefined, where: string): ChartDependency[] {
  const list: unknown = map?.dependencies ?? [];
  if (!Array.isArray(list)) throw new Problem('InvalidInput', 'dependencies is not a list', { where });
  return list.map((item: unknown, index) => {
    const { name, version, repository } = (item ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || name === '') {
      throw new Problem('InvalidInput', `dependency ${index + 1} has no name`, { where });
    }
    return {
      name,
      version: text(version, `version of the dependency ${name}`, where),
      repository: text(repository, `repository of the dependency ${name}`, where),
    };
  });
}

/** An unquoted `version: 1.2` is a number to YAML; Helm refuses it, and it would lose the zero of 1.20. */
function text(value: unknown, what: string, where: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new Problem('InvalidInput', `the ${what} is not text`, { where, hint: 'quote it' });
}
