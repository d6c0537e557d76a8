import { Problem } from '../lib/errors.ts';
import { refText } from '../kube/object.ts';
import { parsePlan } from '../plan/save.ts';
import type { Plan } from '../plan/types.ts';
import { converge, type Converged } from './converge.ts';
import { defaultSpec, ignoreOf } from './rollback.ts';
import { type AppSpec, appSchema } from './schema.ts';
import type { Approve, Consent, World } from './world.ts';

export interface SavedRequest {
  readonly text: string;
  /** For messages. */
  readonly file: string;
  readonly consent: Consent;
  readonly approve: Approve;
}

/**
 * Carries a saved plan out. The same objects are planned again against the cluster as it is now; unless that gives the very same
 * steps against the very same versions, the world moved and nothing is written.
 */
export async function carrySavedPlan(request: SavedRequest, world: World): Promise<Converged> {
  const saved = parsePlan(request.text, request.file);
  if (saved.server !== world.api.server) {
    throw new Problem('Conflict', `the plan was made for ${saved.server}, and this is ${world.api.server}`, {
      where: request.file,
      hint: 'choose the other cluster with --context, or plan again',
    });
  }
  const ref = saved.plan.app;
  return converge(
    {
      ref,
      destination: ref.namespace,
      createNamespace: saved.desired.some(
        ({ object }) => object.kind === 'Namespace' && object.metadata.name === ref.namespace,
      ),
      revision: 'saved plan',
      rendered: saved.desired.map(({ object, where }) => ({ object, origin: { file: where } })),
      spec: { ...defaultSpec(ref), sync: syncOf(saved.sync), ignore: ignoreOf(saved.desired) },
      operation: 'deploy',
      consent: request.consent,
      until: 'verdict',
      approve: async (now) => {
        requireSame(saved.plan, now, request.file);
        return request.approve(now);
      },
    },
    world,
  );
}

/** The sync policy a plan was made under, checked as an App's is. */
function syncOf(sync: unknown): AppSpec['sync'] {
  return appSchema.shape.spec.parse({ sync }).sync;
}

function requireSame(saved: Plan, now: Plan, file: string): void {
  const later = new Map(now.steps.map((step) => [step.id, step]));
  const moved = saved.steps.find((step) => {
    const other = later.get(step.id);
    return !other || other.action !== step.action || other.resourceVersion !== step.resourceVersion;
  });
  const extra = now.steps.find((step) => !saved.steps.some(({ id }) => id === step.id));
  const first = moved ?? extra;
  if (!first) return;
  throw new Problem('Conflict', `the world moved since the plan was saved: ${refText(first.object)} is not as it was`, {
    where: file,
    hint: 'plan again and look at the new plan',
  });
}
