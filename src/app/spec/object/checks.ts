/** What an App says that only shows when it is used: a window that never opens, an expression that is none. For an operator; a push finds out in the same minute. */
import { Cron } from 'croner';
import { compileRules } from '../../../health/index.ts';
import { checkExpression } from '../../../lib/cel.ts';
import { messageOf, Problem } from '../../../lib/errors.ts';
import type { AppSpec } from '../schema.ts';

/** Problem `InvalidSpec`, whose `where` is the field. */
export function checkSpec(spec: AppSpec): void {
  for (const [index, window] of spec.sync.windows.entries()) checkWindow(window, `spec.sync.windows[${index}]`);
  if (spec.health.length > 0) compileRules(spec.health);
  for (const [index, { ready }] of spec.dependsOn.entries()) {
    if (ready !== undefined) checkExpression(ready, `spec.dependsOn[${index}].ready`);
  }
}

function checkWindow({ schedule, timeZone }: AppSpec['sync']['windows'][number], field: string): void {
  if (!isTimeZone(timeZone)) {
    throw new Problem('InvalidSpec', `${field}.timeZone ${timeZone} is no time zone`, {
      where: `${field}.timeZone`,
      hint: 'write its IANA name, such as Europe/Berlin',
    });
  }
  const problem = (why: string): Problem =>
    new Problem('InvalidSpec', `${field}.schedule ${why}`, {
      where: `${field}.schedule`,
      hint: 'write minute, hour, day of the month, month and day of the week, such as 0 22 * * 1-5',
    });
  if (opensNext(schedule, timeZone, problem) === null) throw problem(`${schedule} is never`);
}

function opensNext(schedule: string, timezone: string, problem: (why: string) => Problem): Date | null {
  try {
    return new Cron(schedule, { mode: '5-part', timezone, paused: true }).nextRun();
  } catch (error) {
    throw problem(`cannot be read: ${messageOf(error).replace(/^Cron\w+: /, '')}`);
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
