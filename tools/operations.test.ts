import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metricsTable } from '../src/operator/metrics/table.ts';
import { meanings } from '../src/operator/status/meanings.ts';

const page = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');

test('the metrics of docs/operations.md are those of an operator', () => {
  const [, table] = /<!-- metrics -->\n([^]*?)<!-- metrics end -->/.exec(page) ?? [];
  const rows = metricsTable.map(({ name, type, labels, help }) => {
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${help} |`;
  });
  const head = ['| metric | type | labels | |', '| --- | --- | --- | --- |'];
  expect(table).toBe(`\n${[...head, ...rows].join('\n')}\n\n`);
});

test('its alerts ask for metrics that there are, by labels that they have', () => {
  const [, rules = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
  const asked = [...rules.matchAll(/(tug_\w+)(?:\{(\w+)=)?/g)].map(([, name, label]) => ({ name, label }));
  expect(asked.length).toBeGreaterThan(5);
  for (const { name, label } of asked) {
    const row = metricsTable.find((metric) => metric.name === name);
    expect(row?.name).toBe(name);
    if (label !== undefined) expect(row?.labels).toContain(label);
  }
});

test('it says of every reason but that of success what to look at', () => {
  const [, section = ''] = page.split('\n## When an App is not Ready\n');
  const missing = Object.keys(meanings).filter((reason) => reason !== 'Deployed' && !section.includes(`\`${reason}\``));
  expect(missing).toEqual([]);
});
