/** tug's own objects are deployed as an App like any other, so an upgrade takes away what a newer version no longer brings. */
import { converge, type Converged } from '../../app/converge.ts';
import type { AppRef } from '../../app/ledger/ledger.ts';
import { defaultSpec } from '../../app/rollback.ts';
import type { World } from '../../app/world.ts';
import type { KubeObject } from '../../kube/object.ts';
import { sleep } from '../../lib/async.ts';
import { Problem } from '../../lib/errors.ts';

export interface OwnRelease {
  readonly ref: AppRef;
  readonly objects: readonly KubeObject[];
  /** For the release: which tug made the objects. */
  readonly revision: string;
  readonly until: 'plan' | 'verdict';
}

const tries = 5;
const pauseMs = 500;

/** What is there already is adopted. Two at once are no error: the one that was overtaken looks again, and finds it done. */
export async function deployOwn({ ref, objects, revision, until }: OwnRelease, world: World): Promise<Converged> {
  const once = (): Promise<Converged> =>
    converge(
      {
        ref,
        destination: ref.namespace,
        createNamespace: false,
        revision,
        rendered: objects.map((object) => ({ object, origin: { file: 'tug' } })),
        spec: defaultSpec(ref),
        operation: 'deploy',
        consent: { deleteKinds: [], manyDeletions: true, empty: false, replace: true },
        until,
        approve: async () => true,
      },
      world,
    );
  for (let left = tries; ; left -= 1) {
    try {
      const ended = await once();
      if (ended.verdict !== 'superseded' || left === 1) return ended;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'Superseded' || left === 1) throw error;
    }
    await sleep(pauseMs, world.signal);
  }
}
