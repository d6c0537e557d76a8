/** One deploy of one App, by the same `deploy()` that a push calls; or the repair of one. */
import type { Progress } from '../../apply/types.ts';
import { converge, type Converged } from '../../app/converge.ts';
import { deploy } from '../../app/deploy.ts';
import type { Ledger } from '../../app/ledger/ledger.ts';
import { readRelease } from '../../app/release/store.ts';
import { renderedOf } from '../../app/rollback.ts';
import type { App } from '../../app/spec/schema.ts';
import { readTerms } from '../../app/terms.ts';
import type { Consent, World } from '../../app/world.ts';
import type { Tree } from '../../source/tree.ts';
import type { Tracked } from '../apps/tracked.ts';
import type { Operator } from '../operator.ts';
import type { Turn } from '../queue/types.ts';
import type { Seat } from '../seats/seat.ts';
import { refuseObjects, renderTimeMs } from '../tenancy/policy.ts';
import { inputsDigest, inputsWith, readsToKeep } from './inputs.ts';

/** What loses data or looks like a mistake needs a person, who pushes the App once with the flag that says yes. */
const noConsent: Consent = { deleteKinds: [], manyDeletions: false, empty: false, replace: false };

/** For a turn to render: however long others take theirs, it comes. */
const patienceMs = 2 ** 31 - 1;

export interface Doing {
  readonly one: Tracked;
  readonly app: App;
  readonly seat: Seat;
  readonly op: Operator;
  readonly turn: Turn;
  readonly signal: AbortSignal;
}

export async function deployApp(
  doing: Doing,
  from: { readonly tree: Tree; readonly path: string },
  until: 'plan' | 'verdict',
): Promise<Converged> {
  const { one, app, seat, op } = doing;
  const { tree, path } = from;
  const tenants = op.tenants.of(one.ref.namespace);
  return deploy(
    {
      // The operator looks at what it depends on and at health itself, by its watches.
      app: { ...app, spec: { ...app.spec, dependsOn: [], sync: { ...app.spec.sync, wait: false, mode: 'auto' } } },
      source: async () => from,
      defaultNamespace: one.ref.namespace,
      options: { values: [], set: [], images: [], includeCrds: true },
      renderTimeMs: renderTimeMs(tenants),
      renderTurn: async (work, signal) => {
        const done = await op.renders.turn(one.ref.namespace, patienceMs, signal);
        return work().finally(done);
      },
      inputsOf: async (rendered) => {
        const reads = readsToKeep(path, rendered.reads);
        return inputsWith(await inputsDigest(one, app, { tree, path, reads }, seat), reads);
      },
      consent: noConsent,
      until,
      approve: async () => true,
    },
    worldOf(doing),
  );
}

/**
 * Brings back what the newest release applied, without source and renderer: what charts draw at random stays what it was. Undefined when
 * that release is not there or not what is deployed; then a whole deploy has to do.
 */
export async function repairApp(doing: Doing, ledger: Ledger): Promise<Converged | undefined> {
  const { one, app, seat } = doing;
  const content = await readRelease(seat.api, one.ref, ledger.release).catch(() => undefined);
  if (!content || content.release.desired !== ledger.desired) return undefined;
  const terms = readTerms(content.terms, `release ${ledger.release}`);
  return converge(
    {
      ...terms,
      ref: one.ref,
      rendered: renderedOf(content),
      spec: { ...app.spec, ignore: terms.spec.ignore, sync: { ...app.spec.sync, wait: false } },
      operation: 'repair',
      consent: noConsent,
      until: 'verdict',
      approve: async () => true,
    },
    worldOf(doing),
  );
}

export function worldOf({ one, seat, op, turn, signal }: Doing): World {
  return {
    api: seat.api,
    now: op.now,
    signal,
    memory: seat.memory,
    refuse: (desired) => refuseObjects(desired, op.tenants.of(one.ref.namespace), one.ref.namespace),
    // Whoever waits, for a hook or for a step that others wait for, makes room.
    onProgress: ({ kind }: Progress) => {
      if (kind !== 'waiting') return;
      turn.yieldPlace();
      if (one.running) one.running.isWaiting = true;
    },
    onWarning: (text) => op.log.debug('warning', { app: one.key, text }),
  };
}
