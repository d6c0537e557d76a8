import { openFeed } from '../apply/wait/feed.ts';
import { health } from '../health/index.ts';
import { find, typeOf } from '../kube/index.ts';
import { type KubeObject, type ObjectRef, refKey, refText } from '../kube/object.ts';
import { deadline } from '../lib/async.ts';
import { checkExpression, evaluate } from '../lib/cel.ts';
import { parseDuration } from '../lib/duration.ts';
import { Problem } from '../lib/errors.ts';
import { decodeLedger } from './ledger/format.ts';
import { type AppRef, ledgerName } from './ledger/ledger.ts';
import { listReleases } from './release/store.ts';
import { appApiVersion, type Dependency } from './spec/schema.ts';
import type { World } from './world.ts';

/** What has to be seen of one object before a deploy may begin. */
interface Gate {
  /** As people know it: of an App the App, not its ledger. */
  readonly shown: ObjectRef;
  readonly watched: ObjectRef;
  /** Undefined when it is open. */
  readonly whyShut: (object: KubeObject | undefined) => string | undefined;
  /** More than `whyShut` knows, asked for once, when the time is up. */
  readonly inFull?: () => Promise<string | undefined>;
}

/** Waits until everything an App depends on is ready; whether it had to. Problem `Blocked` names the first that is not: nothing has been written by then. */
export async function requireDependencies(
  dependencies: readonly Dependency[],
  namespace: string,
  timeout: string,
  world: World,
): Promise<boolean> {
  const gates = dependencies.map((dependency) => gateOf(dependency, dependency.namespace ?? namespace, world));
  const late = deadline(world.signal, parseDuration(timeout) ?? 0);
  let waited = false;
  for (const gate of gates) {
    if (gate.whyShut(await find(world.api, gate.watched)) === undefined) continue;
    waited = true;
    const missing = await waitFor(gate, late, world);
    if (missing === undefined) continue;
    throw new Problem('Blocked', `${refText(gate.shown)} is not ready: ${(await gate.inFull?.()) ?? missing}`, {
      where: 'spec.dependsOn',
      hint: `deploy it first, or raise sync.timeout (${timeout})`,
    });
  }
  return waited;
}

/** Resolves when the gate opens, or with why it is still shut when the time is up. */
async function waitFor(gate: Gate, late: AbortSignal, world: World): Promise<string | undefined> {
  const { watched, shown, whyShut } = gate;
  const tell = (kind: 'waiting' | 'healthy', message: string): void =>
    world.onProgress({ kind, step: refKey(shown), object: shown, message, at: world.now() });
  const type = await typeOf(world.api, watched.apiVersion, watched.kind, 'spec.dependsOn');
  const end = new AbortController();
  let missing = 'it does not exist';
  try {
    return await new Promise((resolve, reject) => {
      const over = (): void => (world.signal?.aborted ? reject(world.signal.reason as Error) : resolve(missing));
      if (late.aborted) return over();
      late.addEventListener('abort', over, { once: true });
      const feed = openFeed(world.api, {
        type,
        namespace: type.namespaced ? watched.namespace : undefined,
        fieldSelector: `metadata.name=${watched.name}`,
        metadataOnly: false,
        signal: end.signal,
        onPaced: (why) => tell('waiting', `looked at from time to time, because ${why}`),
      });
      feed.add({
        name: watched.name,
        see: (object) => {
          try {
            const why = whyShut(object);
            if (why === undefined) resolve(undefined);
            else tell('waiting', `the App depends on it: ${why}`);
            missing = why ?? missing;
          } catch (error) {
            reject(error);
          }
        },
      });
    });
  } finally {
    end.abort();
    tell('healthy', '');
  }
}

function gateOf(dependency: Dependency, namespace: string, world: World): Gate {
  const { apiVersion = 'v1', kind, name, ready } = dependency;
  if (kind === 'App') return gateOfApp({ name, namespace }, world);
  if (ready) checkExpression(ready, 'spec.dependsOn');
  const ref: ObjectRef = { apiVersion, kind, namespace, name };
  return {
    shown: ref,
    watched: ref,
    whyShut: (object) => whyNotReady(object, ready),
  };
}

/** Why an object that is depended on is not ready, undefined when it is: by a CEL expression over it, or by its health. */
export function whyNotReady(object: KubeObject | undefined, ready: string | undefined): string | undefined {
  if (!object) return 'it does not exist';
  if (ready) return evaluate(ready, { ...object, object }) === true ? undefined : `${ready} does not hold`;
  const { status, message } = health(object);
  return status === 'Current' ? undefined : `${status}${message ? `, ${message}` : ''}`;
}

/** An App is ready when its last deploy ended well, which its ledger tells: only then it says what was deployed. */
function gateOfApp(app: AppRef, world: World): Gate {
  return {
    shown: { apiVersion: appApiVersion, kind: 'App', ...app },
    watched: { apiVersion: 'v1', kind: 'ConfigMap', namespace: app.namespace, name: ledgerName(app) },
    whyShut: (object) => {
      if (!object) return 'it was never deployed';
      const { release, desired, last } = decodeLedger(object);
      if (release === 0) return 'it was never deployed';
      return desired === '' ? `its last deploy ${last?.verdict ?? 'did not end well'}` : undefined;
    },
    inFull: async () => {
      // Whoever may not list Secrets is told less.
      const [newest] = await listReleases(world.api, app).catch(() => []);
      return newest && `its last deploy ${newest.verdict}${newest.message ? `: ${newest.message}` : ''}`;
    },
  };
}
