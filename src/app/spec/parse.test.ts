import { expect, test } from 'vitest';
import { Problem } from '../../lib/errors.ts';
import { parseApps } from './parse.ts';

const app = (spec: string): string => `apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: shop}\nspec:\n${spec}`;

async function problemOf(text: string): Promise<Problem> {
  try {
    await parseApps(text, 'app.yaml');
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

test('an App with nothing but a name gets every default', async () => {
  const [parsed] = await parseApps('apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: shop}\n', 'app.yaml');
  expect(parsed?.spec.source.path).toBe('.');
  expect(parsed?.spec.sync).toMatchObject({
    mode: 'auto',
    prune: true,
    pruneLimit: 20,
    conflicts: 'take',
    wait: true,
    timeout: '5m',
  });
});

test('one file may hold several Apps', async () => {
  expect(
    await parseApps(`${app('  source: {path: a}\n')}---\n${app('  source: {path: b}\n')}`, 'app.yaml'),
  ).toHaveLength(2);
});

test.each([
  ['a wrong type', '  sync:\n    prune: maybe\n', /spec\.sync\.prune must be a boolean/, 6],
  ['an unknown field', '  source: {path: a}\n  destinatoin: {namespace: x}\n', /spec has no field "destinatoin"/, 6],
  ['a word outside the list', '  sync: {mode: fast}\n', /spec\.sync\.mode must be "auto" or "manual" or "shadow"/, 5],
  ['a bad duration', '  sync:\n    timeout: soon\n', /spec\.sync\.timeout must be a duration/, 6],
  [
    'two sources',
    '  source:\n    git: {url: "https://x/y"}\n    oci: {url: "oci://x/y"}\n',
    /spec\.source takes one of/,
    5,
  ],
  [
    'a bad pointer',
    '  ignore:\n    - {kind: Deployment, paths: [spec.replicas]}\n',
    /spec\.ignore\[0\]\.paths\[0\] must be a JSON pointer/,
    6,
  ],
  [
    'a foreign dependency without apiVersion',
    '  dependsOn: [{kind: Job, name: x}]\n',
    /spec\.dependsOn\[0\] needs an apiVersion/,
    5,
  ],
])('%s is one sentence with its file and line', async (_, spec, sentence, line) => {
  const problem = await problemOf(app(spec));
  expect(problem.code).toBe('InvalidSpec');
  expect(problem.message).toMatch(sentence);
  expect(problem.where).toBe(`app.yaml:${line}`);
});

test('a name that Kubernetes would refuse is refused here', async () => {
  expect((await problemOf('apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: My Shop}\n')).message).toMatch(
    /metadata\.name must be a lower-case DNS name/,
  );
});

test('a version of the API that this tug does not know is named', async () => {
  expect((await problemOf('apiVersion: tug.dev/v9\nkind: App\nmetadata: {name: shop}\n')).message).toMatch(
    /apiVersion must be "tug\.dev\/v1alpha1"/,
  );
});
