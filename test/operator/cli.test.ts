/** The commands about pulled and held Apps, where no operator works on them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { configMap } from '../push/objects.ts';
import { kubeconfigOf } from '../support/cluster.ts';
import { tug } from '../support/tug.ts';
import { type Workspace, workspace } from '../support/workspace.ts';

interface Held {
  readonly verdict: string;
  readonly hold: { readonly reason: string; readonly by: string; readonly until: string };
  readonly message: string;
}

beforeAll(async () => {
  // Test files install at the same time, and of two deploys of one App the later one wins.
  for (let left = 5; left > 0; left--) {
    const { code, stderr } = await tug(['install', '--no-deployment', '--kubeconfig', kubeconfigOf()]);
    if (code === 0) return;
    if (left === 1) throw new Error(stderr);
    await sleep(500);
  }
});

const annotationsOf = async (work: Workspace, resource: string, name: string): Promise<Record<string, string>> => {
  const object = await work.namespace.get(resource, name);
  return (object?.metadata as { annotations?: Record<string, string> } | undefined)?.annotations ?? {};
};

const holdOf = async (work: Workspace, resource: string, name: string): Promise<unknown> => {
  const text = (await annotationsOf(work, resource, name))['tug.dev/hold'];
  return text === undefined ? undefined : JSON.parse(text);
};

async function pulled(work: Workspace, name: string, sync = '{}'): Promise<void> {
  work.write({
    'object.yaml': `apiVersion: tug.dev/v1alpha1
kind: App
metadata: {name: ${name}}
spec: {source: {git: {url: "https://git.example/${name}.git"}}, sync: ${sync}}
`,
  });
  const { code, stderr } = await work.namespace.kubectl('apply', '-f', `${work.directory}/object.yaml`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

async function pushed(work: Workspace, value = '1'): Promise<void> {
  work.write({ 'm/a.yaml': configMap('a', { value }) });
  expect((await work.json('push', 'm')).json).toMatchObject({ verdict: 'deployed' });
}

const valueOf = async (work: Workspace): Promise<unknown> =>
  ((await work.namespace.get('configmap', 'a'))?.data as { value?: string } | undefined)?.value;

describe('a held App', () => {
  test('is not pushed, rolled back or deleted, and says who holds it, why, how long and how to go on', async () => {
    const work = workspace();
    await pushed(work, '1');
    await pushed(work, '2');
    expect((await work.run(['hold', 'm', '--for', '2h', '--reason', 'incident 7'])).code).toBe(0);
    work.write({ 'm/a.yaml': configMap('a', { value: '3' }) });
    for (const args of [
      ['push', 'm'],
      ['rollback', 'm'],
      ['delete', 'm'],
    ]) {
      const { code, json } = await work.json(...args);
      expect({ args, code }).toEqual({ args, code: 3 });
      const { verdict, hold, message } = json as Held;
      expect([verdict, hold.reason, hold.by]).toEqual(['held', 'incident 7', expect.stringMatching(/./)]);
      expect(Date.parse(hold.until) - Date.now()).toBeGreaterThan(7_000_000);
      expect(message).toContain(`tug resume m -n ${work.namespace.name}`);
      expect(message).toContain('--despite-hold');
    }
    const text = await work.run(['push', 'm', '--yes']);
    expect(text.stdout).toMatch(/held by \S+ until \S+Z \(2h 0m\): incident 7\n/);
    expect(text.stdout).toMatch(/^held: \S+\/m, /m);
    expect(await valueOf(work)).toBe('2');
    expect((await work.json('history', 'm')).json).toMatchObject({ releases: [{ release: 2 }, { release: 1 }] });
  });

  test('is pushed by whoever says so, and stays held', async () => {
    const work = workspace();
    await pushed(work, '1');
    expect((await work.run(['hold', 'm', '--reason', 'incident 7'])).code).toBe(0);
    work.write({ 'm/a.yaml': configMap('a', { value: '2' }) });
    expect(await work.json('push', 'm', '--despite-hold')).toMatchObject({ code: 0, json: { verdict: 'deployed' } });
    expect(await valueOf(work)).toBe('2');
    expect(await work.json('push', 'm')).toMatchObject({ code: 3, json: { verdict: 'held' } });
    const { json } = await work.json('status', 'm');
    expect(json).toMatchObject({ way: 'push', release: 2, hold: { reason: 'incident 7' }, pull: null });
  });

  test('goes on once it is resumed', async () => {
    const work = workspace();
    await pushed(work, '1');
    const held = await work.json('hold', 'm', '--reason', 'incident 7');
    expect(held.json).toMatchObject({ app: { name: 'm' }, hold: { reason: 'incident 7' }, before: null });
    const again = await work.json('hold', 'm', '--for', '30d', '--reason', 'incident 8');
    expect(again.json).toMatchObject({ hold: { reason: 'incident 8' }, before: { reason: 'incident 7' } });
    const resumed = await work.json('resume', 'm');
    expect(resumed).toMatchObject({ code: 0, json: { hold: null, before: { reason: 'incident 8' } } });
    expect(await holdOf(work, 'configmap', 'tug-m')).toBeUndefined();
    await pushed(work, '2');
    expect(await work.json('resume', 'm')).toMatchObject({ code: 0, json: { before: null } });
  });

  test('goes on by itself once the hold is over', async () => {
    const work = workspace();
    await pushed(work, '1');
    expect((await work.run(['hold', 'm', '--for', '1s', '--reason', 'a moment'])).code).toBe(0);
    await sleep(1_500);
    await pushed(work, '2');
    expect((await work.json('status', 'm')).json).toMatchObject({ hold: null });
  });

  test('is held by whatever somebody wrote into the annotation by hand', async () => {
    const work = workspace();
    await pushed(work, '1');
    await work.namespace.kubectl('annotate', 'configmap', 'tug-m', 'tug.dev/hold=freeze for the holidays');
    expect(await work.json('push', 'm')).toMatchObject({
      code: 3,
      json: { verdict: 'held', hold: { reason: 'freeze for the holidays', by: '', until: '' } },
    });
  });

  test('of several Apps stops the ones after it', async () => {
    const work = workspace();
    work.write({
      'app.yaml': ['one', 'two']
        .map(
          (name) =>
            `apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: ${name}}\nspec: {source: {path: ${name}}}\n`,
        )
        .join('---\n'),
      'one/a.yaml': configMap('a', { value: '1' }),
      'two/b.yaml': configMap('b'),
    });
    expect((await work.json('push', 'app.yaml')).code).toBe(0);
    await work.run(['hold', 'one', '--reason', 'x']);
    expect(await work.json('push', 'app.yaml')).toMatchObject({ code: 3, json: { verdict: 'held' } });
  });

  test('is an issue for CI: -o junit has a failure', async () => {
    const work = workspace();
    await pushed(work);
    await work.run(['hold', 'm', '--reason', 'incident <7>']);
    const { stdout, code } = await work.run(['push', 'm', '--yes', '-o', 'junit']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/failures="1"[^]*<failure message="held by [^"]*incident &lt;7&gt;/);
  });
});

test.each([
  [['hold', 'm', '--reason', ' '], /--reason is empty/],
  [['hold', 'm', '--reason', 'x', '--for', '31d'], /more than 30 days/],
  [['hold', 'm', '--reason', 'x', '--for', '0s'], /no time at all/],
  [['hold', 'm', '--reason', 'x', '--for', 'tomorrow'], /not a duration/],
  [['hold', 'm', '--reason', 'x'], /there is no App m/],
  [['resume', 'm'], /there is no App m/],
  [['sync', 'm'], /no operator pulls an App m/],
  [['rollback', 'm', '--for', '90d'], /more than 30 days/],
])('%j is refused in one sentence', async (args, sentence) => {
  const { code, stdout, stderr } = await workspace().run(args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
});

describe('an App that an operator pulls', () => {
  test('is held on its own object, by the user that the server knows', async () => {
    const work = workspace();
    await pulled(work, 'shop');
    const { json } = await work.json(
      'hold',
      'shop',
      '--for',
      '1h',
      '--reason',
      'incident 7',
      '--as',
      'ada',
      '--as-group',
      'system:masters',
    );
    expect(json).toMatchObject({ hold: { by: 'ada' } });
    expect(await holdOf(work, 'app.tug.dev', 'shop')).toEqual((json as Held).hold);
    expect((await work.run(['resume', 'shop'])).stdout).toMatch(/shop is resumed; it was held by ada until /);
    expect(await holdOf(work, 'app.tug.dev', 'shop')).toBeUndefined();
  });

  test('is asked to sync by an annotation, which a hold forbids', async () => {
    const work = workspace();
    await pulled(work, 'shop');
    const { code, json } = await work.json('sync', 'shop', '--no-wait');
    expect(code).toBe(0);
    const { requested } = json as { requested: string };
    expect((await annotationsOf(work, 'app.tug.dev', 'shop'))['tug.dev/sync']).toBe(requested);
    expect(Math.abs(Date.parse(requested) - Date.now())).toBeLessThan(60_000);
    await work.run(['hold', 'shop', '--reason', 'incident 7']);
    expect(await work.json('sync', 'shop')).toMatchObject({ code: 3, json: { verdict: 'held' } });
    expect((await annotationsOf(work, 'app.tug.dev', 'shop'))['tug.dev/sync']).toBe(requested);
  });

  test('may be pushed too, with a warning, and both are one App', async () => {
    const work = workspace();
    await pulled(work, 'm');
    work.write({ 'm/a.yaml': configMap('a') });
    const { code, stderr } = await work.run(['push', 'm', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: an operator pulls App \S+\/m too, and it will bring back what its source says/);
    expect((await work.json('apps')).json).toMatchObject({
      apps: [{ name: 'm', way: 'pull', verdict: 'deployed', release: 1, members: 1, pull: { reason: 'Pending' } }],
    });
  });

  test('is held by a rollback before anything is written, so that the operator does not undo it', async () => {
    const work = workspace();
    await pulled(work, 'm');
    await pushed(work, '1');
    await pushed(work, '2');
    const unasked = await work.run(['rollback', 'm', '-o', 'json']);
    expect(unasked.code).toBe(3);
    expect(await holdOf(work, 'app.tug.dev', 'm')).toBeUndefined();

    const { code, json } = await work.json('rollback', 'm', '--for', '2h');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      verdict: 'deployed',
      release: 3,
      hold: { reason: expect.stringMatching(/^rolled back to release 1 by \S+$/) as string },
    });
    expect(await holdOf(work, 'app.tug.dev', 'm')).toEqual((json as Held).hold);
    expect(await valueOf(work)).toBe('1');
    expect(await work.json('push', 'm')).toMatchObject({ code: 3, json: { verdict: 'held' } });
  });

  test('in mode manual is rolled back without a hold: nothing would undo it', async () => {
    const work = workspace();
    await pulled(work, 'm', '{mode: manual}');
    await pushed(work, '1');
    await pushed(work, '2');
    const { code, json } = await work.json('rollback', 'm');
    expect(code).toBe(0);
    expect(json).not.toHaveProperty('hold');
    expect(await holdOf(work, 'app.tug.dev', 'm')).toBeUndefined();
  });

  test('is deleted with its members even if no operator ever took it on', async () => {
    const work = workspace();
    await pulled(work, 'm');
    await pushed(work);
    expect(await work.json('delete', 'm')).toMatchObject({
      code: 0,
      json: { verdict: 'deployed', summary: { delete: 1 } },
    });
    expect(await work.namespace.get('app.tug.dev', 'm')).toBeUndefined();
    expect(await work.namespace.get('configmap', 'a')).toBeUndefined();
    expect(await work.namespace.get('configmap', 'tug-m')).toBeUndefined();
  });

  test('leaves its members when its policy says so', async () => {
    const work = workspace();
    await pulled(work, 'm', '{deletion: orphan}');
    await pushed(work);
    expect((await work.json('delete', 'm')).code).toBe(0);
    expect(await work.namespace.get('app.tug.dev', 'm')).toBeUndefined();
    expect(await valueOf(work)).toBe('1');
  });

  test('is not deleted before somebody agrees', async () => {
    const work = workspace();
    await pulled(work, 'm');
    await pushed(work);
    expect((await work.run(['delete', 'm', '-o', 'json'])).code).toBe(3);
    expect(await work.namespace.get('app.tug.dev', 'm')).toBeDefined();
    expect(await valueOf(work)).toBe('1');
  });

  test('stands in one table with the pushed ones, and who may not see App objects sees the ledgers', async () => {
    const work = workspace();
    await pushed(work);
    await pulled(work, 'shop');
    await work.run(['hold', 'shop', '--reason', 'incident 7']);
    const { stdout } = await work.run(['apps']);
    expect(stdout.split('\n')[0]).toMatch(/^NAMESPACE +NAME +WAY +VERDICT +READY +RELEASE +MEMBERS +AGE +REVISION$/);
    expect(stdout).toMatch(/ m +push +deployed +1 +1 /);
    expect(stdout).toMatch(/ shop +pull +held +0 +0/);
    const { namespace } = work;
    await namespace.kubectl('create', 'role', 'maps', '--verb=get,list', '--resource=configmaps');
    await namespace.kubectl('create', 'rolebinding', 'maps', '--role=maps', '--user=limited');
    const limited = await work.json('apps', '--as', 'limited');
    expect(limited.json).toMatchObject({ apps: [{ name: 'm', way: 'push' }] });
    expect((limited.json as { apps: unknown[] }).apps).toHaveLength(1);
  });

  test('that was not deployed yet has a status, and no tree', async () => {
    const work = workspace();
    await pulled(work, 'shop');
    expect((await work.json('status', 'shop')).json).toMatchObject({
      way: 'pull',
      release: 0,
      verdict: null,
      members: [],
      pull: { mode: 'auto', standing: 'working', reason: 'Pending', revision: null, drift: null, conditions: [] },
    });
    expect((await work.run(['status', 'shop'])).stdout).toMatch(/not deployed yet[^]*state +Pending: no operator/);
    expect((await work.run(['tree', 'shop'])).stderr).toMatch(/was not deployed yet/);
    expect((await work.run(['history', 'shop'])).stdout).toMatch(/has no releases yet/);
  });
});
