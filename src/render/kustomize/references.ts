/** Every text of a kustomization that may name a file or directory: any scalar, the part after `=` too (`files: [key=path]`). */
export function references(kustomization: unknown): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      const candidates = [value, value.slice(value.indexOf('=') + 1)];
      for (const candidate of candidates.filter(mayBePath)) found.add(candidate);
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) visit(inner);
    }
  };
  visit(kustomization);
  return [...found];
}

const longestPath = 1_024;

function mayBePath(text: string): boolean {
  return text !== '' && text.length <= longestPath && !text.includes('\n') && !text.startsWith('/');
}

interface Loose {
  readonly [field: string]: unknown;
}

/** What Kustomize loads as a kustomization or a manifest and would therefore fetch. */
const fetched = [
  'resources',
  'bases',
  'components',
  'generators',
  'transformers',
  'validators',
  'crds',
  'configurations',
];

export function fetchedReferences(kustomization: unknown): string[] {
  return fetched
    .flatMap((field) => list((kustomization as Loose | null)?.[field]))
    .filter((entry) => typeof entry === 'string');
}

/** Directories of the charts that `helmCharts` inflates, relative to the kustomization. */
export function chartDirectories(kustomization: unknown): string[] {
  const { helmCharts, helmGlobals, helmChartInflationGenerator } = (kustomization ?? {}) as Loose;
  const globalHome = (helmGlobals as Loose | undefined)?.chartHome;
  const current = list(helmCharts).map((entry): Loose => ({ ...(entry as Loose), chartHome: globalHome }));
  const old = list(helmChartInflationGenerator).map((entry): Loose => {
    const { chartName, chartVersion, chartRepoUrl, chartHome } = entry as Loose;
    return { name: chartName, version: chartVersion, repo: chartRepoUrl, chartHome };
  });
  return [...current, ...old].flatMap(({ name, version, repo, chartHome }) => {
    if (typeof name !== 'string') return [];
    const home = typeof chartHome === 'string' && chartHome !== '' ? chartHome : 'charts';
    const versioned = typeof version === 'string' && repo ? [`${home}/${name}-${version}/${name}`] : [];
    return [`${home}/${name}`, ...versioned];
  });
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
