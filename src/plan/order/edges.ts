/** The order of steps as edges of a graph. Whatever has no edge between it runs at once. */
import { groupOf, type KubeObject } from '../../kube/object.ts';
import { namedBy } from './names.ts';
import type { After } from '../types.ts';

export interface Node {
  readonly id: string;
  readonly object: KubeObject;
}

/** Kinds that intercept requests: they come after everything else, so that a half-made webhook cannot refuse the rest of its own deploy. */
const last: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'apiregistration.k8s.io/APIService',
]);

/** The edges of objects of the ordinary stage: for each id, what it starts after. */
export function edgesOf(nodes: readonly Node[]): Map<string, After[]> {
  const waveOfId = new Map(nodes.map(({ id, object }) => [id, waveOf(object)]));
  const crds = new Map(nodes.flatMap((node) => (isCrd(node.object) ? [[definedBy(node.object), node.id] as const] : [])));
  const ordinary = nodes.filter(({ object }) => !isLast(object));
  /** What is in a later wave cannot come first: the waves are what somebody wrote down, the rest is inferred. */
  const comesFirst = (id: string, wave: number): boolean => (waveOfId.get(id) ?? Infinity) <= wave;
  const waves = waveEdges(nodes);
  return new Map(
    nodes.map(({ id, object }) => {
      const edges: After[] = [];
      const wave = waveOf(object);
      const home = `/Namespace//${object.metadata.namespace ?? ''}`;
      if (comesFirst(home, wave)) edges.push({ step: home, until: 'applied' });
      const crd = crds.get(kindOf(object));
      if (crd && comesFirst(crd, wave)) edges.push({ step: crd, until: 'healthy' });
      for (const named of namedBy(object)) if (named !== id && comesFirst(named, wave)) edges.push({ step: named, until: 'applied' });
      for (const named of askedFor(object)) if (waveOfId.has(named)) edges.push({ step: named, until: 'healthy' });
      if (isLast(object)) {
        const others = ordinary.filter((other) => comesFirst(other.id, wave));
        edges.push(...others.map((other) => ({ step: other.id, until: untilOf(other.object) })));
      }
      return [id, unique([...edges, ...(waves.get(id) ?? [])])];
    }),
  );
}

const kindOf = (object: KubeObject): string => `${groupOf(object.apiVersion)}/${object.kind}`;

const isLast = (object: KubeObject): boolean => last.has(kindOf(object));

/** A webhook or an aggregated API answers only when what serves it runs. */
const untilOf = (object: KubeObject): After['until'] => (object.kind === 'Deployment' ? 'healthy' : 'applied');

export const isCrd = (object: KubeObject): boolean => object.kind === 'CustomResourceDefinition';

function definedBy(crd: KubeObject): string {
  const spec = crd.spec as { group?: string; names?: { kind?: string } } | undefined;
  return `${spec?.group ?? ''}/${spec?.names?.kind ?? ''}`;
}

/** `tug.dev/after: Deployment/db, apps/Deployment/cache` → ids in the object's own namespace. */
function askedFor(object: KubeObject): string[] {
  const text = object.metadata.annotations?.['tug.dev/after'] ?? '';
  return text.split(',').flatMap((item) => {
    const parts = item.trim().split('/');
    const name = parts.pop();
    const kind = parts.pop();
    if (!name || !kind) return [];
    const groups = parts.length > 0 ? [parts.join('/')] : ['', 'apps', 'batch'];
    return groups.map((group) => `${group}/${kind}/${object.metadata.namespace ?? ''}/${name}`);
  });
}

/** Argo CD's sync waves: a wave begins when the one before it is healthy. Without annotations all is wave 0, and there is no edge. */
function waveEdges(nodes: readonly Node[]): Map<string, After[]> {
  const waves = Map.groupBy(nodes, ({ object }) => waveOf(object));
  const edges = new Map<string, After[]>();
  let before: After[] = [];
  for (const wave of [...waves.keys()].toSorted((a, b) => a - b)) {
    const members = waves.get(wave) ?? [];
    for (const { id } of members) edges.set(id, before);
    before = members.map(({ id }) => ({ step: id, until: 'healthy' }));
  }
  return edges;
}

function waveOf(object: KubeObject): number {
  const wave = Number(object.metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
  return Number.isFinite(wave) ? wave : 0;
}

/** One edge a step; of two, the stricter. */
export function unique(edges: readonly After[]): After[] {
  const strictest = new Map<string, After>();
  for (const edge of edges) if (strictest.get(edge.step)?.until !== 'healthy') strictest.set(edge.step, edge);
  return [...strictest.values()];
}
