/** What has to be ready before an App is deployed, looked at and never waited for: whatever changes there brings the App back. */
import { whyNotReady } from '../../app/dependencies.ts';
import { type App, appApiVersion } from '../../app/spec/schema.ts';
import { find } from '../../kube/index.ts';
import { refText } from '../../kube/object.ts';
import { dependenciesOf } from '../apps/apps.ts';
import { keyOf, type Tracked } from '../apps/tracked.ts';
import type { Operator } from '../operator.ts';
import type { Seat } from '../seats/seat.ts';

type Dependency = App['spec']['dependsOn'][number];

/** The first that is not ready, in words; undefined when all are. */
export async function shutDependency(one: Tracked, app: App, seat: Seat, op: Operator): Promise<string | undefined> {
  for (const dependency of app.spec.dependsOn) {
    const why =
      dependency.kind === 'App' ? await ofApp(one, dependency, seat, op) : await ofObject(one, dependency, seat);
    if (why !== undefined) return why;
  }
  return undefined;
}

async function ofApp(
  one: Tracked,
  { name, namespace }: Dependency,
  seat: Seat,
  op: Operator,
): Promise<string | undefined> {
  const ref = { name, namespace: namespace ?? one.ref.namespace };
  const shown = `App ${keyOf(ref)}`;
  // Whether another namespace's App is ready is told only to who may read it there.
  if (ref.namespace !== one.ref.namespace) await find(seat.api, { apiVersion: appApiVersion, kind: 'App', ...ref });
  const other = op.apps.get(keyOf(ref));
  if (other?.isReady) return undefined;
  if (other) return `${shown} is not ready yet${circleBack(one, other, op)}`;
  const ledger = ref.namespace === one.ref.namespace ? seat.memory.ledger(ref) : undefined;
  if (!ledger || ledger.release === 0) return `${shown} does not exist`;
  if (ledger.desired !== '') return undefined;
  const { verdict = 'failed' } = ledger.last ?? {};
  return verdict === 'deployed' ? `${shown} is being deployed` : `the last deploy of ${shown}: ${verdict}`;
}

/** Apps that wait for one another will wait for ever: the sentence names the way round. */
function circleBack(one: Tracked, first: Tracked, op: Operator): string {
  const from = new Map<string, string | undefined>([[first.key, undefined]]);
  for (const key of from.keys()) {
    if (key === one.key) return `, and never will be: ${wayTo(key, from)} depend on one another in a circle`;
    const app = op.apps.get(key)?.app;
    for (const next of app ? dependenciesOf(app, key) : []) if (!from.has(next)) from.set(next, key);
  }
  return '';
}

function wayTo(end: string, from: ReadonlyMap<string, string | undefined>): string {
  const way = [end];
  for (let at = from.get(end); at !== undefined; at = from.get(at)) way.unshift(at);
  return [end, ...way].join(' → ');
}

async function ofObject(one: Tracked, dependency: Dependency, seat: Seat): Promise<string | undefined> {
  const { apiVersion = 'v1', kind, name, namespace = one.ref.namespace, ready } = dependency;
  const ref = { apiVersion, kind, namespace, name };
  const why = whyNotReady(await seat.references.look(ref, one.key, false), ready);
  return why === undefined ? undefined : `${refText(ref)} is not ready: ${why}`;
}
