import { refText } from '../../kube/object.ts';
import { exit, exitOfVerdict } from '../exit.ts';
import type { Ended } from '../ended.ts';

/** JUnit's XML, which every CI shows as a list of tests: one document, a suite an App, a case an object. */
export function junit(all: readonly Ended[]): string {
  const suites = all.map(suite).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites}</testsuites>\n`;
}

const bad: ReadonlySet<string> = new Set(['failed', 'timedOut']);

function suite({ verdict, plan, outcome, blocked, seconds, message }: Ended): string {
  const steps = outcome?.steps ?? [];
  const cases = [
    ...steps.map(({ action, object, result, message }) => {
      const name = `${action} ${refText(object)}`;
      if (bad.has(result)) return testcase(name, 'failure', message || result);
      return result === 'skipped' ? testcase(name, 'skipped', message) : testcase(name);
    }),
    ...blocked.map(({ object, reason }) => testcase(`blocked ${refText(object)}`, 'failure', reason)),
    ...(message === undefined || exitOfVerdict(verdict) === exit.done ? [] : [testcase(verdict, 'failure', message)]),
  ];
  const failures = cases.filter((one) => one.includes('<failure ')).length;
  const skipped = cases.filter((one) => one.includes('<skipped ')).length;
  const name = xml(`${plan.app.namespace}/${plan.app.name}`);
  const head = `name="${name}" tests="${cases.length}" failures="${failures}" skipped="${skipped}" time="${seconds.toFixed(3)}"`;
  return `  <testsuite ${head}>\n${cases.join('')}  </testsuite>\n`;
}

function testcase(name: string, element?: 'failure' | 'skipped', message = ''): string {
  const inside = element ? `><${element} message="${xml(message)}"/></testcase>` : '/>';
  return `    <testcase classname="tug" name="${xml(name)}"${inside}\n`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Kept as they are they would be read as blanks (XML 1.0, 3.3.3).
  '\n': '&#10;',
  '\t': '&#9;',
  '\r': '&#13;',
};

/** Other control characters are not allowed in XML 1.0 at all, not even escaped. */
const xml = (text: string): string =>
  text.replaceAll(/[^\t\n\r\u0020-\uFFFD]/g, '').replaceAll(/[&<>"'\n\t\r]/g, (c) => entities[c] ?? c);
