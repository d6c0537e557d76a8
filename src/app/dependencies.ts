import { Problem } from '../lib/errors.ts';
import { evaluate } from '../lib/cel.ts';
import { parseDuration } from '../lib/duration.ts';
import { sleep } from '../lib/async.ts';
import { find } from '../kube/index.ts';
import { health } from '../health/index.ts';
import { readLedger } from './ledger/store.ts';
import { listReleases } from './release/store.ts';
import type { App, Dependency } from './schema.ts';
import type { World } from './world.ts';

const lookEveryMs = 2_000;

/** Waits until everything an App depends on is ready. Problem `Timeout` names the first that is not. */
export async function requireDependencies(
  dependencies: readonly Dependency[],
  namespace: string,
  timeout: string,
  world: World,
): Promise<void> {
  const until = world.now() + (parseDuration(timeout) ?? 0);
  for (const dependency of dependencies) {
    for (;;) {
      const missing = await whyNotReady(dependency, dependency.namespace ?? namespace, world);
      if (missing === undefined) break;
      if (world.now() >= until) {
        throw new Problem('Timeout', `${textOf(dependency)} is not ready: ${missing}`, {
          where: 'spec.dependsOn',
          hint: `deploy it first, or raise sync.timeout (${timeout})`,
        });
      }
      await sleep(lookEveryMs, world.signal);
    }
  }
}

async function whyNotReady(dependency: Dependency, namespace: string, world: World): Promise<string | undefined> {
  if (dependency.kind === 'App') return whyAppNotReady({ name: dependency.name, namespace }, world);
  const { apiVersion = 'v1', kind, name } = dependency;
  const object = await find(world.api, { apiVersion, kind, namespace, name });
  if (!object) return 'it does not exist';
  if (dependency.ready) {
    return evaluate(dependency.ready, object) === true ? undefined : `${dependency.ready} does not hold`;
  }
  const { status, message } = health(object);
  return status === 'Current' ? undefined : `${status}${message ? `, ${message}` : ''}`;
}

async function whyAppNotReady(app: { name: string; namespace: string }, world: World): Promise<string | undefined> {
  const ledger = await readLedger(world.api, app);
  if (ledger.release === 0) return 'it was never deployed';
  const newest = (await listReleases(world.api, app))[0];
  return newest?.verdict === 'deployed' || newest?.verdict === 'unchanged'
    ? undefined
    : `its last deploy ${newest?.verdict ?? 'is unknown'}`;
}

const textOf = (d: Dependency): string => `${d.kind} ${d.namespace ? `${d.namespace}/` : ''}${d.name}`;

/** Apps in the order of their `dependsOn`. Problem `InvalidSpec` names a cycle. */
export function inOrder(apps: readonly App[], defaultNamespace: string): App[] {
  const idOf = (name: string, namespace: string | undefined): string => `${namespace ?? defaultNamespace}/${name}`;
  const byId = new Map(apps.map((app) => [idOf(app.metadata.name, app.metadata.namespace), app]));
  const done: App[] = [];
  const visit = (app: App, path: readonly App[]): void => {
    if (done.includes(app)) return;
    if (path.includes(app)) {
      const cycle = [...path.slice(path.indexOf(app)), app].map((a) => a.metadata.name).join(' → ');
      throw new Problem('InvalidSpec', `dependsOn goes round in a circle: ${cycle}`, {
        where: 'spec.dependsOn',
        hint: 'remove one of them',
      });
    }
    for (const dependency of app.spec.dependsOn) {
      const other = byId.get(idOf(dependency.name, dependency.namespace ?? app.metadata.namespace));
      if (dependency.kind === 'App' && other) visit(other, [...path, app]);
    }
    done.push(app);
  };
  for (const app of apps) visit(app, []);
  return done;
}
