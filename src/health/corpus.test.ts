/** Recorded objects of kstatus and Argo CD, where they are at hand; they are no part of this repository. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { health } from './index.ts';

interface Case {
  readonly case: string;
  readonly status: string;
  readonly object: KubeObject;
}

const folder = new URL('../../../shared/corpora/health/', import.meta.url);
const asTug: Readonly<Record<string, string>> = {
  Healthy: 'Current',
  Progressing: 'InProgress',
  Degraded: 'Failed',
  Missing: 'Unknown',
};

test.each([
  ['kstatus.jsonl', 1],
  ['argo-core.jsonl', 1],
  ['argo-custom.jsonl', 0.95],
])('%s agrees to at least %d', (name, atLeast) => {
  const file = new URL(name, folder);
  if (!existsSync(file)) {
    process.stdout.write(`health ${name}: not compared, ../shared/corpora/health is not here\n`);
    return expect(existsSync(file)).toBe(false);
  }
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const cases = lines.map((line) => JSON.parse(line.replaceAll('$NOW', new Date().toISOString())) as Case);
  const wrong = cases.filter((one) => {
    const object = { ...one.object, metadata: one.object.metadata ?? {} };
    return health(object).status !== (asTug[one.status] ?? one.status);
  });
  process.stdout.write(`health ${name}: ${cases.length - wrong.length} of ${cases.length} agree\n`);
  expect(wrong.length / cases.length).toBeLessThanOrEqual(1 - atLeast);
});
