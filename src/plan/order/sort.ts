import { refText } from '../../kube/object.ts';
import { Problem } from '../../lib/errors.ts';
import type { Step } from '../types.ts';

interface Visit {
  readonly step: Step;
  /** Index of the next edge to follow. */
  next: number;
}

/** The steps so that each comes after all it waits for, else as they were. Problem `InvalidSpec` names the circle when there is one. */
export function sorted(steps: readonly Step[]): Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const done = new Set<string>();
  const order: Step[] = [];
  for (const start of steps) {
    // An explicit stack: a chain of steps may be longer than the call stack is deep.
    const path: Visit[] = done.has(start.id) ? [] : [{ step: start, next: 0 }];
    const onPath = new Set([start.id]);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = top.step.after[top.next++];
      if (!edge) {
        done.add(top.step.id);
        order.push(top.step);
        onPath.delete(top.step.id);
        path.pop();
        continue;
      }
      const next = byId.get(edge.step);
      if (!next || done.has(next.id)) continue;
      if (onPath.has(next.id)) throw circle(path, next);
      path.push({ step: next, next: 0 });
      onPath.add(next.id);
    }
  }
  return order;
}

function circle(path: readonly Visit[], again: Step): Problem {
  const from = path.findIndex(({ step }) => step.id === again.id);
  const names = [...path.slice(from).map(({ step }) => step), again].map((step) => refText(step.object));
  return new Problem('InvalidSpec', `objects wait for one another in a circle: ${names.join(' → ')}`, {
    where: names[0],
    hint: 'change tug.dev/after or the sync waves of one of them',
  });
}
