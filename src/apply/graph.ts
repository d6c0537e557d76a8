/** Runs tasks as their edges allow: whatever is free runs at once, and a failure stops only what waits for it. */
import type { After } from '../plan/types.ts';

export interface Task {
  readonly id: string;
  readonly after: readonly After[];
  /** Does nothing itself: stands for "all of these", so that N tasks after M others cost N + M edges and not N × M. */
  readonly gate?: boolean;
}

export interface GraphWork<T extends Task> {
  /**
   * Called once every edge holds. `applied` tells that the first milestone is reached; resolving with true tells that
   * both are, with false that the task failed. Bounding how many do requests at once is the callee's affair, because a
   * task that only waits for health must not keep another one from starting.
   */
  readonly run: (task: T, applied: () => void) => Promise<boolean>;
  /** Called instead of `run`; `because` is the task whose failure is at the root, undefined when the run was stopped. */
  readonly skip: (task: T, because: string | undefined) => void;
  /** Aborting skips whatever has not started; what runs is waited for. */
  readonly signal?: AbortSignal | undefined;
}

interface Node<T> {
  readonly task: T;
  /** Edges that do not hold yet. */
  open: number;
  readonly untilApplied: Node<T>[];
  readonly untilHealthy: Node<T>[];
  state: 'pending' | 'running' | 'done';
}

/** Edges to tasks that are not in the list hold from the start. Resolves when every task has ended, one way or the other. */
export async function runGraph<T extends Task>(tasks: readonly T[], work: GraphWork<T>): Promise<void> {
  const nodes = link(tasks);
  const ended = Promise.withResolvers<void>();
  const ready: Node<T>[] = [];
  let head = 0;
  let unfinished = nodes.length;
  let running = 0;

  const finish = (node: Node<T>): void => {
    node.state = 'done';
    unfinished--;
  };
  const satisfy = (dependents: Node<T>[]): void => {
    for (const dependent of dependents.splice(0)) {
      dependent.open--;
      if (dependent.open === 0 && dependent.state === 'pending') ready.push(dependent);
    }
  };
  const skipFrom = (dependents: readonly Node<T>[], because: string | undefined): void => {
    const stack = [...dependents];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (node.state !== 'pending') continue;
      finish(node);
      if (!node.task.gate) work.skip(node.task, because);
      stack.push(...node.untilApplied, ...node.untilHealthy);
    }
  };
  const succeed = (node: Node<T>): void => {
    finish(node);
    satisfy(node.untilApplied);
    satisfy(node.untilHealthy);
  };
  const start = (node: Node<T>): void => {
    if (node.state !== 'pending') return;
    if (node.task.gate) return succeed(node);
    node.state = 'running';
    running++;
    const applied = (): void => {
      satisfy(node.untilApplied);
      pump();
    };
    work.run(node.task, applied).then((healthy) => {
      running--;
      if (healthy) succeed(node);
      else {
        finish(node);
        skipFrom([...node.untilApplied, ...node.untilHealthy], node.task.id);
      }
      pump();
    }, ended.reject);
  };
  const pump = (): void => {
    // By index: shifting an array of thousands for each task would be quadratic.
    for (let node = ready[head++]; node; node = ready[head++]) start(node);
    head = ready.length;
    // Edges in a circle would wait for ever; a plan has none, but nothing may hang because of one that has.
    if (running === 0 && unfinished > 0) skipFrom(nodes, undefined);
    if (unfinished === 0) ended.resolve();
  };
  const stop = (): void => {
    skipFrom(nodes, undefined);
    pump();
  };

  if (work.signal?.aborted) skipFrom(nodes, undefined);
  work.signal?.addEventListener('abort', stop, { once: true });
  for (const node of nodes) if (node.open === 0) ready.push(node);
  pump();
  try {
    await ended.promise;
  } finally {
    work.signal?.removeEventListener('abort', stop);
  }
}

function link<T extends Task>(tasks: readonly T[]): Node<T>[] {
  const nodes = tasks.map((task): Node<T> => ({ task, open: 0, untilApplied: [], untilHealthy: [], state: 'pending' }));
  const byId = new Map(nodes.map((node) => [node.task.id, node]));
  for (const node of nodes) {
    for (const { step, until } of node.task.after) {
      const before = byId.get(step);
      if (!before) continue;
      node.open++;
      (until === 'applied' ? before.untilApplied : before.untilHealthy).push(node);
    }
  }
  return nodes;
}
