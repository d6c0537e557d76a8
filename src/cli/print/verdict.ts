import type { Converged } from '../../app/converge.ts';
import type { Verdict } from '../../app/release/release.ts';
import { type ObjectRef, refText } from '../../kube/object.ts';
import { formatDuration } from '../../lib/duration.ts';
import { paint } from './colour.ts';
import { planText } from './plan.ts';

/** The stable JSON of a push, rollback, delete, wait or test (design §6). */
export function verdictData(ended: Converged): unknown {
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
export function verdictText(ended: Converged, done: string = ended.verdict): string {
  if (ended.verdict === 'blocked') return `${planText(ended.plan)}\n${paint('red', 'blocked')}: nothing was written`;
  const bad = (ended.outcome?.steps ?? []).filter(
    (s) => s.result === 'failed' || s.result === 'timedOut' || s.result === 'skipped',
  );
  const lines = bad.map((step) => `  ${paint('red', '✗')} ${refText(step.object)}: ${step.message || step.result}`);
  for (const { object, reason } of ended.blocked) lines.push(`  ${paint('red', '✗')} ${refText(object)}: ${reason}`);
  const { app } = ended.plan;
  const release = ended.release ? `, release ${ended.release.release}` : '';
  return [
    ...lines,
    `${paint(styles[ended.verdict], ended.verdict === 'deployed' ? done : ended.verdict)}: ${app.namespace}/${app.name}${release}, ${formatDuration(ended.seconds * 1000)}`,
  ].join('\n');
}

/** JUnit's XML, which every CI shows as a list of tests: one case an object. */
export function verdictJunit(ended: Converged): string {
  const steps = ended.outcome?.steps ?? [];
  const cases = steps.map((step) => {
    const name = xml(`${step.action} ${refText(step.object)}`);
    if (step.result === 'failed' || step.result === 'timedOut') {
      return `    <testcase classname="tug" name="${name}"><failure message="${xml(step.message)}"/></testcase>`;
    }
    if (step.result === 'skipped') {
      return `    <testcase classname="tug" name="${name}"><skipped message="${xml(step.message)}"/></testcase>`;
    }
    return `    <testcase classname="tug" name="${name}"/>`;
  });
  for (const { object, reason } of ended.blocked) {
    cases.push(
      `    <testcase classname="tug" name="${xml(`blocked ${refText(object)}`)}"><failure message="${xml(reason)}"/></testcase>`,
    );
  }
  const failures = cases.filter((c) => c.includes('<failure')).length;
  const suite = `name="${xml(`${ended.plan.app.namespace}/${ended.plan.app.name}`)}" tests="${cases.length}" failures="${failures}" time="${ended.seconds.toFixed(3)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite ${suite}>\n${cases.join('\n')}\n  </testsuite>\n</testsuites>\n`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Control characters are not allowed in XML 1.0 at all, not even escaped. */
const xml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (c) => entities[c] ?? c).replaceAll(/[^\t\n\r\u0020-\uFFFD]/g, '');
