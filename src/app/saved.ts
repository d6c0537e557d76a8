import { Problem } from '../lib/errors.ts';
import { refText } from '../kube/object.ts';
import { parsePlan } from '../plan/save.ts';
import type { Plan } from '../plan/types.ts';
import { converge, type Converged } from './converge.ts';
import { partOfLabel } from '../plan/applyset.ts';
import type { AppSpec } from './spec/schema.ts';
import { readTerms } from './terms.ts';
import type { Approve, Consent, World } from './world.ts';

export interface SavedRequest {
  readonly text: string;
  /** For messages. */
  readonly file: string;
  /** The sync policy to carry it out under, of the one it was made under: flags win. */
  readonly syncOf: (saved: AppSpec['sync']) => AppSpec['sync'];
  readonly consent: Consent;
  readonly approve: Approve;
}

/**
 * Carries a saved plan out. The same objects are planned again against the cluster as it is now; unless that gives the very same
 * steps against the very same versions, the world moved and nothing is written.
 */
export async function carrySavedPlan(request: SavedRequest, world: World): Promise<Converged> {
  const saved = parsePlan(request.text, request.file);
  requireServer(saved.server, request.file, world);
  const terms = readTerms(saved.terms, request.file);
  const spec = { ...terms.spec, sync: request.syncOf(terms.spec.sync) };
  // What is made for the App without being its own, its namespace, is found again by the terms.
  const members = saved.desired.filter(({ object }) => object.metadata.labels?.[partOfLabel] !== undefined);
  return converge(
    {
      ...terms,
      ref: saved.plan.app,
      rendered: members.map(({ object, where }) => ({ object, origin: { file: where } })),
      spec,
      operation: 'deploy',
      consent: request.consent,
      until: spec.sync.mode === 'shadow' ? 'plan' : 'verdict',
      approve: async (now) => {
        requireSame(saved.plan, now, request.file);
        return request.approve(now);
      },
    },
    world,
  );
}

/** Problem `Conflict` when the plan was made for another cluster; asks nobody. */
export function requireServer(server: string, file: string, { api }: World): void {
  if (server === api.server) return;
  throw new Problem('Conflict', `the plan was made for ${server}, and this is ${api.server}`, {
    where: file,
    hint: 'choose the other cluster with --context, or plan again',
  });
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
