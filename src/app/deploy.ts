/**
 * The whole way from a spec to a verdict, for push and pull alike:
 * resolve the source → render → observe → plan → apply → verdict.
 */
import { mapper } from '../kube/index.ts';
import type { Rendered, RenderTurn } from '../render/types.ts';
import { converge, type Converged } from './converge.ts';
import { requireDependencies } from './dependencies.ts';
import type { AppRef, Inputs } from './ledger/ledger.ts';
import { type Cluster, clusterOf } from './render/cluster.ts';
import { renderApp } from './render/render.ts';
import { inTime } from './render/time.ts';
import type { RenderOptions } from './render/options.ts';
import type { App } from './spec/schema.ts';
import type { Sourced } from './source.ts';
import type { Terms } from './terms.ts';
import type { Approve, Consent, World } from './world.ts';

export interface DeployRequest {
  readonly app: App;
  /** Fetches the files: what `spec.source` names, or a target given by hand. */
  readonly source: (signal?: AbortSignal) => Promise<Sourced>;
  /** Namespace of Apps that name none. */
  readonly defaultNamespace: string;
  readonly options: RenderOptions;
  /** How long the render may take, ms, without the time it waits for its turn; its own bounds alone when left out. */
  readonly renderTimeMs?: number | undefined;
  readonly renderTurn?: RenderTurn | undefined;
  readonly consent: Consent;
  /** `plan` stops before the first write. */
  readonly until: 'plan' | 'verdict';
  readonly approve: Approve;
  /** What the render depended on, to be kept with the ledger so that equal inputs are not rendered again. */
  readonly inputsOf?: (rendered: Rendered, sourced: Sourced) => Promise<Inputs>;
}

export interface Deployed extends Converged {
  /** What it was done under, for a saved plan. */
  readonly terms: Terms;
  readonly notes: string | undefined;
}

export async function deploy(request: DeployRequest, world: World): Promise<Deployed> {
  const { app, options, until } = request;
  const ref = refOfApp(app, request.defaultNamespace);
  const destination = app.spec.destination.namespace ?? ref.namespace;

  const clusterHere = (): Promise<Cluster> => clusterOf(world.api, { namespace: ref.namespace, destination });
  const [sourced, cluster] = await Promise.all([request.source(world.signal), clusterHere()]);
  const render = (on: Cluster): Promise<Rendered> =>
    inTime(request.renderTimeMs, { signal: world.signal, turn: request.renderTurn }, (bounds) =>
      renderApp(app, sourced, options, on, bounds),
    );
  let rendered = await render(cluster);
  const { dependsOn, sync } = app.spec;
  if (until === 'verdict' && (await requireDependencies(dependsOn, ref.namespace, sync.timeout, world))) {
    // What it waited for may have brought kinds that a chart asks for.
    await mapper(world.api, { refresh: true });
    rendered = await render(await clusterHere());
  }
  for (const warning of rendered.warnings) world.onWarning(warning);

  const terms: Terms = {
    destination,
    createNamespace: app.spec.destination.createNamespace,
    revision: sourced.tree.revision,
    spec: app.spec,
  };
  const converged = await converge(
    {
      ...terms,
      ref,
      rendered: rendered.objects,
      inputs: await request.inputsOf?.(rendered, sourced),
      operation: 'deploy',
      consent: request.consent,
      until: app.spec.sync.mode === 'shadow' ? 'plan' : until,
      approve: request.approve,
    },
    world,
  );
  const shadow = until === 'verdict' && app.spec.sync.mode === 'shadow';
  return { ...converged, shadow, terms, notes: rendered.notes };
}

export function refOfApp(app: App, defaultNamespace: string): AppRef {
  return { name: app.metadata.name, namespace: app.metadata.namespace ?? defaultNamespace };
}
