import type { ObjectRef } from '../kube/object.ts';
import type { Plan } from './types.ts';

/** The stable JSON of a plan (design §6): fields may be added, none is renamed or removed. */
export function planData(plan: Plan): unknown {
  return {
    app: plan.app,
    desired: plan.desired,
    summary: plan.summary,
    steps: plan.steps.map(({ action, object, reason, stage, after, risks, changes }) => ({
      action,
      object: refData(object),
      reason,
      stage,
      after: after.map(({ step }) => step),
      risks,
      changes: changes.map(({ path, from, to, owner }) => ({
        path,
        from: from ?? null,
        to: to ?? null,
        owner: owner ?? null,
      })),
    })),
    blocked: plan.blocked.map(({ object, reason, remedy }) => ({ object: refData(object), reason, remedy })),
  };
}

function refData({ apiVersion, kind, namespace, name }: ObjectRef): Record<string, string | null> {
  return { apiVersion, kind, namespace: namespace ?? null, name };
}
