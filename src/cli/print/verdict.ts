import type { Verdict } from '../../app/release/release.ts';
import { type ObjectRef, refText } from '../../kube/object.ts';
import { formatDuration } from '../../lib/duration.ts';
import { paint } from './colour.ts';
import type { Ended } from '../ended.ts';
import { planText } from './plan.ts';

/** The stable JSON of a push, rollback, delete, wait or test (design §6). */
export function verdictData(ended: Ended): unknown {
  const objects = ended.outcome?.steps ?? [];
  return {
    verdict: ended.verdict,
    release: ended.release?.release ?? null,
    summary: ended.plan.summary,
    objects: objects.map((step) => ({
      object: refData(step.object),
      action: step.action,
      result: step.result,
      health: step.health?.status ?? null,
      message: step.message,
    })),
    blocked: ended.blocked.map(({ object, reason, remedy }) => ({ object: refData(object), reason, remedy })),
    seconds: Number(ended.seconds.toFixed(3)),
    ...(ended.message === undefined ? {} : { message: ended.message }),
    ...(ended.hold ? { hold: ended.hold } : {}),
  };
}

export function refData({ apiVersion, kind, namespace, name }: ObjectRef): Record<string, string | null> {
  return { apiVersion, kind, namespace: namespace ?? null, name };
}

const styles: Record<Verdict, Parameters<typeof paint>[0]> = {
  deployed: 'green',
  unchanged: 'green',
  planned: 'cyan',
  held: 'yellow',
  blocked: 'red',
  failed: 'red',
  timedOut: 'red',
  superseded: 'yellow',
};

/** The last lines of a command: what went wrong, then one line that says how it ended; `done` is the command's own word for `deployed`. */
export function verdictText(ended: Ended, done: string = ended.verdict): string {
  if (ended.verdict === 'planned' && ended.shadow) {
    return `${planText(ended.plan)}\n${paint('cyan', 'planned')}: sync.mode is shadow, nothing was written`;
  }
  if (ended.verdict === 'blocked' && ended.message === undefined) {
    return `${planText(ended.plan)}\n${paint('red', 'blocked')}: nothing was written`;
  }
  const bad = (ended.outcome?.steps ?? []).filter(
    (s) => s.result === 'failed' || s.result === 'timedOut' || s.result === 'skipped',
  );
  const lines = bad.map((step) => `  ${paint('red', '✗')} ${refText(step.object)}: ${step.message || step.result}`);
  for (const { object, reason } of ended.blocked) lines.push(`  ${paint('red', '✗')} ${refText(object)}: ${reason}`);
  const { app } = ended.plan;
  const release = ended.release ? `, release ${ended.release.release}` : '';
  return [
    ...lines,
    ...(ended.message ? [`  ${ended.message.replaceAll('\n', '\n  ')}`] : []),
    `${paint(styles[ended.verdict], ended.verdict === 'deployed' ? done : ended.verdict)}: ${app.namespace}/${app.name}${release}, ${formatDuration(ended.seconds * 1000)}`,
  ].join('\n');
}
