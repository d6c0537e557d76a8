import { refText } from '../../kube/object.ts';
import type { Plan } from '../../plan/types.ts';

/** What a plan would do, in at most so many lines; one line is a summary: `2 create, 1 update`. */
export function planText({ summary, steps, blocked }: Plan, lines: number): string {
  const counts = Object.entries(summary).filter(
    ([name, count]) => count > 0 && name !== 'unchanged' && name !== 'keep',
  );
  const head = counts.map(([name, count]) => `${count} ${name}`).join(', ') || 'nothing to do';
  const stuck = blocked.length > 0 ? `${head}; ${blocked.length} blocked` : head;
  if (lines <= 1) return stuck;
  const told = steps
    .filter(({ action }) => action !== 'keep')
    .map(({ action, object }) => `${action} ${refText(object)}`);
  const more = told.length > lines - 1 ? [`and ${told.length - lines + 2} more`] : [];
  return [stuck, ...told.slice(0, more.length > 0 ? lines - 2 : lines - 1), ...more].join('\n');
}
