import type { Progress } from '../../apply/types.ts';
import { refText } from '../../kube/object.ts';
import type { Output } from '../options.ts';
import { paint } from './colour.ts';

/** Shows how a deploy goes on, on stderr, so that stdout holds the result alone. */
export interface ProgressView {
  readonly onProgress: (event: Progress) => void;
  /** Called once, before the verdict is printed. */
  readonly end: () => void;
}

/** A table that redraws itself on a TTY, groups for GitHub's log, a line an event elsewhere, nothing for data formats. */
export function progressView(output: Output, now: () => number = Date.now): ProgressView {
  if (output === 'json' || output === 'yaml' || output === 'junit') return { onProgress: () => {}, end: () => {} };
  if (output === 'github') return groupView();
  return process.stderr.isTTY ? tableView(process.stderr, now) : lineView(now);
}

const shown: ReadonlySet<Progress['kind']> = new Set(['applied', 'waiting', 'healthy', 'failed', 'skipped', 'deleted']);

function lineView(now: () => number): ProgressView {
  const startedAt = now();
  const last = new Map<string, string>();
  return {
    onProgress: (event) => {
      const text = eventText(event);
      if (!shown.has(event.kind) || last.get(event.step) === text) return;
      last.set(event.step, text);
      process.stderr.write(`${((event.at - startedAt) / 1000).toFixed(1).padStart(6)}s  ${text}\n`);
    },
    end: () => {},
  };
}

/** https://docs.github.com/actions: `::group::`, `::error::`. */
function groupView(): ProgressView {
  process.stdout.write('::group::deploy\n');
  return {
    onProgress: (event) => {
      if (event.kind === 'failed') {
        process.stdout.write(`::error::${refText(event.object)}: ${escapeCommand(event.message)}\n`);
      } else if (shown.has(event.kind)) process.stdout.write(`${eventText(event)}\n`);
    },
    end: () => process.stdout.write('::endgroup::\n'),
  };
}

const escapeCommand = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

function eventText(event: Progress): string {
  return `${event.kind.padEnd(8)} ${refText(event.object)}${event.message ? `  ${event.message}` : ''}`;
}

const redrawMs = 100;
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Keeps the objects that are not done yet in a block at the bottom of the screen; those that are done scroll away above it. */
function tableView(stream: NodeJS.WriteStream, now: () => number): ProgressView {
  const open = new Map<string, Progress>();
  let drawn = 0;
  let turn = 0;
  const startedAt = now();
  const clear = (): void => {
    if (drawn > 0) stream.write(`\u001B[${drawn}A\u001B[J`);
    drawn = 0;
  };
  const draw = (): void => {
    clear();
    const room = Math.max(3, (stream.rows ?? 24) - 4);
    const mark = spinner[turn++ % spinner.length] ?? '';
    const lines = [...open.values()]
      .slice(0, room)
      .map((event) => `  ${paint('cyan', mark, stream)} ${cut(eventText(event), stream)}`);
    if (open.size > room) lines.push(`    … and ${open.size - room} more`);
    if (lines.length > 0) lines.push(paint('gray', `  ${Math.round((now() - startedAt) / 1000)} s`, stream));
    for (const line of lines) stream.write(`${line}\n`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, redrawMs);
  return {
    onProgress: (event) => {
      const done =
        event.kind === 'healthy' || event.kind === 'deleted' || event.kind === 'failed' || event.kind === 'skipped';
      if (!done) {
        open.set(event.step, event);
        return;
      }
      open.delete(event.step);
      clear();
      const bad = event.kind === 'failed' || event.kind === 'skipped';
      stream.write(`  ${paint(bad ? 'red' : 'green', bad ? '✗' : '✓', stream)} ${eventText(event)}\n`);
    },
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}

const cut = (text: string, stream: NodeJS.WriteStream): string =>
  text.slice(0, Math.max(20, (stream.columns ?? 80) - 6));
