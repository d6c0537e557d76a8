import type { Progress } from '../../apply/types.ts';
import { paint } from './colour.ts';
import type { ProgressView } from './view.ts';

const redrawMs = 100;
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** What ends an object's line in the block, and how it is marked above it. */
const ends: Partial<Record<Progress['kind'], 'good' | 'bad'>> = {
  healthy: 'good',
  deleted: 'good',
  failed: 'bad',
  skipped: 'bad',
};

/**
 * Keeps the objects that are under way in a block at the bottom of the screen; those that are done scroll away above it. An object that
 * is applied is counted; it has a line again when somebody waits for it.
 */
export function liveTable(
  stream: NodeJS.WriteStream,
  now: () => number,
  textOf: (event: Progress) => string,
): ProgressView {
  const open = new Map<string, Progress>();
  const counts = { applied: 0, healthy: 0 };
  let startedAt: number | undefined;
  let drawn = 0;
  let turn = 0;
  const clear = (): void => {
    if (drawn > 0) stream.write(`\u001B[${drawn}A\u001B[J`);
    drawn = 0;
  };
  const draw = (): void => {
    clear();
    if (startedAt === undefined) return;
    const room = Math.max(3, (stream.rows ?? 24) - 4);
    const mark = paint('cyan', spinner[turn++ % spinner.length] ?? '', stream);
    const lines = [...open.values()].slice(0, room).map((event) => `  ${mark} ${cut(textOf(event), stream)}`);
    if (open.size > room) lines.push(`    … and ${open.size - room} more`);
    const seconds = Math.round((now() - startedAt) / 1000);
    lines.push(paint('gray', `  ${seconds} s, ${counts.applied} applied, ${counts.healthy} healthy`, stream));
    for (const line of lines) stream.write(`${line}\n`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, redrawMs);
  return {
    onProgress: (event) => {
      startedAt ??= event.at;
      if (event.kind === 'applied') counts.applied++;
      if (event.kind === 'healthy') counts.healthy++;
      if (event.kind === 'started' || event.kind === 'waiting') open.set(event.step, event);
      else open.delete(event.step);
      const end = ends[event.kind];
      if (!end) return;
      clear();
      const mark = end === 'good' ? paint('green', '✓', stream) : paint('red', '✗', stream);
      stream.write(`  ${mark} ${textOf(event)}\n`);
    },
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}

const cut = (text: string, stream: NodeJS.WriteStream): string =>
  text.slice(0, Math.max(20, (stream.columns ?? 80) - 6));
