import type { Progress } from '../../apply/types.ts';
import { refText } from '../../kube/object.ts';
import type { Output } from '../options.ts';
import { endGroupCommand, errorCommand, groupCommand } from './github.ts';
import { liveTable } from './live-table.ts';
import type { ProgressView } from './view.ts';

/**
 * A table that redraws itself on a TTY, groups for GitHub's log, a line an event elsewhere, nothing for data formats. On stderr where it is
 * for people, so that stdout holds the result alone.
 */
export function progressView(output: Output, now: () => number = Date.now): ProgressView {
  if (output === 'json' || output === 'yaml' || output === 'junit') return { onProgress: () => {}, end: () => {} };
  if (output === 'github') return groupView();
  if (process.stderr.isTTY) return liveTable(process.stderr, now, eventText);
  return process.env.GITLAB_CI ? inSection(lineView(), now) : lineView();
}

const shown: ReadonlySet<Progress['kind']> = new Set(['applied', 'waiting', 'healthy', 'failed', 'skipped', 'deleted']);

function lineView(): ProgressView {
  let startedAt: number | undefined;
  const last = new Map<string, string>();
  return {
    onProgress: (event) => {
      startedAt ??= event.at;
      const text = eventText(event);
      if (!shown.has(event.kind) || last.get(event.step) === text) return;
      last.set(event.step, text);
      process.stderr.write(`${((event.at - startedAt) / 1000).toFixed(1).padStart(6)}s  ${text}\n`);
    },
    end: () => {},
  };
}

/** GitLab folds what stands between these markers (docs.gitlab.com, "Custom collapsible sections"); its runner merges both streams. */
function inSection(view: ProgressView, now: () => number): ProgressView {
  const marker = (word: string, title: string): string => {
    const seconds = Math.floor(now() / 1000);
    return `\u001B[0Ksection_${word}:${seconds}:tug_deploy\r\u001B[0K${title}\n`;
  };
  let open = false;
  return {
    onProgress: (event) => {
      if (!open) process.stderr.write(marker('start', 'deploy'));
      open = true;
      view.onProgress(event);
    },
    end: () => {
      if (open) process.stderr.write(marker('end', ''));
      open = false;
      view.end();
    },
  };
}

/** The group holds the way, which is folded away; how it ended comes after it. */
function groupView(): ProgressView {
  let open = false;
  return {
    onProgress: (event) => {
      if (!shown.has(event.kind)) return;
      if (!open) process.stdout.write(groupCommand('deploy'));
      open = true;
      const text = event.kind === 'failed' ? errorCommand(`${refText(event.object)}: ${event.message}`) : '';
      process.stdout.write(text || `${eventText(event)}\n`);
    },
    end: () => {
      if (open) process.stdout.write(endGroupCommand);
      open = false;
    },
  };
}

function eventText(event: Progress): string {
  return `${event.kind.padEnd(8)} ${refText(event.object)}${event.message ? `  ${event.message}` : ''}`;
}
