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
    '  source:\n    git: {url: "https://x.example/y"}\n    oci: {url: "oci://x.example/y"}\n',
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
  ['a dependency on itself', '  dependsOn: [{name: db}, {name: shop}]\n', /spec\.dependsOn names the App itself/, 5],
  [
    'a branch and a tag',
    '  source:\n    git: {url: "https://x.example/y", branch: a, tag: b}\n',
    /spec\.source\.git takes one of branch, tag, semver and commit, not several/,
    6,
  ],
  [
    'a path that leaves what was fetched',
    '  source:\n    git: {url: "https://x.example/y"}\n    path: deploy/../../x\n',
    /spec\.source\.path leaves the source/,
    7,
  ],
  [
    'a transport that runs what it is told',
    '  source:\n    git: {url: "ext::sh -c id"}\n',
    /spec\.source\.git\.url must be a URL that begins with/,
    6,
  ],
  [
    'an interval of nothing',
    '  source:\n    git: {url: "https://x.example/y", interval: 0s}\n',
    /spec\.source\.git\.interval must be longer than nothing/,
    6,
  ],
  ['a negative number', '  sync: {pruneLimit: -1}\n', /spec\.sync\.pruneLimit must be at least 0$/, 5],
  [
    'an empty list',
    '  ignore:\n    - {kind: X, paths: []}\n',
    /spec\.ignore\[0\]\.paths must have at least 1 entry/,
    6,
  ],
  [
    'too long a text',
    `  render: {helm: {release: ${'x'.repeat(54)}}}\n`,
    /spec\.render\.helm\.release must have at most 53 characters/,
    5,
  ],
  [
    'a key that YAML takes for true',
    '  notify:\n    - {type: github, secretRef: {name: x}, on: [failed]}\n',
    /spec\.notify\[0\] has no field "true"; without quotes YAML takes on and yes for true.+write "on"$/,
    6,
  ],
  ['news to nobody', '  notify: [{type: github}]\n', /spec\.notify\[0\] needs a secretRef/, 5],
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

test('beside an App a path may lead up', async () => {
  expect(await parseApps(app('  source: {path: ../deploy}\n'), 'app.yaml')).toHaveLength(1);
});

test.each([
  'https://git.example/x.git',
  'http://127.0.0.1:8080/x.git',
  'ssh://git@git.example:22/x.git',
  'git@git.example:team/x.git',
  'git.example:/srv/x.git',
  'file:///srv/x.git',
])('a repository may be at %s', async (url) => {
  expect(await parseApps(app(`  source: {git: {url: "${url}"}}\n`), 'app.yaml')).toHaveLength(1);
});
