import type { AppStatusFields } from '../../app/spec/schema/status.ts';
import { canonicalJson } from '../../lib/digest.ts';

/** Whether two statuses tell a reader the same. When something was seen, and how long it took, tells nothing new by itself. */
export function sameMeaning(a: AppStatusFields | undefined, b: AppStatusFields | undefined): boolean {
  if (!a || !b) return a === b;
  return a === b || canonicalJson(timeless(a)) === canonicalJson(timeless(b));
}

function timeless({ conditions, drift, history, ...rest }: AppStatusFields): object {
  return {
    ...rest,
    conditions: Object.fromEntries(conditions.map((said) => [said.type, { ...said, lastTransitionTime: '' }])),
    ...(drift ? { drift: { ...drift, when: '' } } : {}),
    history: history.map((past) => ({ ...past, when: '', seconds: 0 })),
  };
}
