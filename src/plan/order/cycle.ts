import { Problem } from '../../lib/errors.ts';
import { refText } from '../../kube/object.ts';
import type { Step } from '../types.ts';

/** Problem `InvalidSpec` names the circle when steps wait for one another. */
export function refuseCycles(steps: readonly Step[]): void {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const done = new Set<string>();
  for (const start of steps) {
    // An explicit stack: a chain of steps may be longer than the call stack is deep.
    const path: { step: Step; next: number }[] = [{ step: start, next: 0 }];
    const onPath = new Set([start.id]);
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (!top) break;
      const edge = done.has(top.step.id) ? undefined : top.step.after[top.next++];
      if (!edge) {
        done.add(top.step.id);
        onPath.delete(top.step.id);
        path.pop();
        continue;
      }
      const next = byId.get(edge.step);
      if (!next || done.has(next.id)) continue;
      if (onPath.has(next.id)) throw circle(path.map(({ step }) => step), next);
      path.push({ step: next, next: 0 });
      onPath.add(next.id);
    }
  }
}

function circle(path: readonly Step[], again: Step): Problem {
  const from = path.findIndex(({ id }) => id === again.id);
  const names = [...path.slice(from), again].map((step) => refText(step.object));
  return new Problem('InvalidSpec', `objects wait for one another in a circle: ${names.join(' → ')}`, {
    where: names[0],
    hint: 'change tug.dev/after or the sync waves of one of them',
  });
}
