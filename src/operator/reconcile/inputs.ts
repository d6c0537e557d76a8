/** All that a render depends on, as one digest: equal inputs are not rendered again, not even after a restart. */
import type { Inputs } from '../../app/ledger/ledger.ts';
import type { App } from '../../app/spec/schema.ts';
import { type Mapper, mapper, serverVersion } from '../../kube/index.ts';
import { canonicalJson, sha256Hex } from '../../lib/digest.ts';
import type { GitTree } from '../../source/git/tree.ts';
import type { Tree } from '../../source/tree.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Seat } from '../seats/seat.ts';

/** Raised when tug renders the same files otherwise than before, so that every App is rendered anew. */
const renderVersion = 1;

/** Paths kept in a ledger; a render that reads more depends on its whole revision. */
const mostReads = 2_000;

/** `reads`: what the last render read, from the ledger; undefined when nothing can be compared with. */
export async function inputsDigest(
  one: Tracked,
  app: App,
  from: { readonly tree: Tree; readonly path: string; readonly reads: readonly string[] },
  seat: Seat,
): Promise<string> {
  const [content, references, capabilities] = await Promise.all([
    contentOf(from.tree, from.path, from.reads),
    referencesOf(one, app, seat),
    isChart(app, from.reads) ? capabilitiesOf(seat) : '',
  ]);
  return sha256Hex(canonicalJson([renderVersion, asked(app), from.path, content, references, capabilities]));
}

export function readsToKeep(path: string, reads: readonly string[]): readonly string[] {
  return reads.length > mostReads ? [''] : [...new Set([path, ...reads])];
}

export const inputsWith = (digest: string, reads: readonly string[]): Inputs => ({ digest, reads });

/** Of the spec, what has a say in the objects and in what is applied of them. */
function asked({ metadata, spec }: App): unknown {
  const { render, destination, images, ignore, serviceAccountName, sync } = spec;
  const { prune, conflicts, partial } = sync;
  return [metadata.name, render, destination, images, ignore, serviceAccountName, prune, conflicts, partial];
}

/** Git's own hashes where there are some: a commit that changes none of what was read changes nothing. */
async function contentOf(tree: Tree, path: string, reads: readonly string[]): Promise<unknown> {
  if (!isGitTree(tree)) return tree.revision;
  const paths = [...new Set([path, ...reads])].toSorted();
  return Promise.all(paths.map(async (one) => [one, (await tree.treeHash(one)) ?? '']));
}

const isGitTree = (tree: Tree): tree is GitTree => 'treeHash' in tree;

async function referencesOf({ key, ref }: Tracked, { spec }: App, seat: Seat): Promise<string[]> {
  const named = [...(spec.render.helm?.valuesFrom ?? []), ...(spec.render.substitute?.from ?? [])];
  const { namespace } = ref;
  return Promise.all(
    named.map(async ({ kind, name }) => {
      const object = await seat.references.look({ apiVersion: 'v1', kind, namespace, name }, key, true);
      return `${kind}/${name} ${object?.metadata.uid ?? ''} ${object?.metadata.resourceVersion ?? ''}`;
    }),
  );
}

const isChart = ({ spec }: App, reads: readonly string[]): boolean =>
  spec.render.helm !== undefined || spec.source.chart !== undefined || reads.some((one) => one.endsWith('Chart.yaml'));

/** Charts ask what the cluster serves. */
const served = new WeakMap<Mapper, string>();

async function capabilitiesOf({ api }: Seat): Promise<string> {
  const [version, types] = await Promise.all([serverVersion(api), mapper(api)]);
  const known = served.get(types) ?? sha256Hex([version.gitVersion, ...types.apiVersions().toSorted()].join('\n'));
  served.set(types, known);
  return known;
}
