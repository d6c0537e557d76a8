import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kubeconfigOf, namespaceForFile, type TestNamespace, tug } from '../support/cluster.ts';
import { corpora as root } from '../support/corpora.ts';

/** Charts that are not pushed like the others, and why. */
const special: Readonly<Record<string, readonly string[] | 'empty'>> = {
  // Its APIService is healthy when a pod answers, and pods of a sandbox do not.
  'helm/prometheus-adapter/chart': ['--no-wait'],
  // Makes objects only of what values name.
  'helm/argocd-apps/chart': 'empty',
};

const corpora = root ?? '';
const samples = root
  ? [
      ...readdirSync(join(corpora, 'plain')).map((name) => join(corpora, 'plain', name)),
      ...readdirSync(join(corpora, 'helm')).map((name) => join(corpora, 'helm', name, 'chart')),
    ]
      .filter((path) => existsSync(path))
      .map((path) => relative(corpora, path))
  : [];

/** Real applications, pushed as they are: healthy, then unchanged without a write, then gone without a trace. */
describe.skipIf(samples.length === 0)(
  'the sample applications (../shared/corpora; skipped where it is not there)',
  () => {
    test.each(samples)('%s', async (sample) => {
      const namespace = namespaceForFile();
      const where = ['-n', namespace.name, '--kubeconfig', kubeconfigOf(), '-o', 'json'];
      const how = special[sample] ?? [];
      const push = (): ReturnType<typeof tug> =>
        tug([
          'push',
          join(corpora, sample),
          '--release',
          'x',
          '--yes',
          '--timeout',
          '2m',
          ...(how === 'empty' ? [] : how),
          ...where,
        ]);
      const before = await namespace.resourceCount();

      const first = await push();
      if (how === 'empty') {
        expect({ code: first.code, text: first.stdout }).toMatchObject({
          code: 3,
          text: expect.stringMatching(/no objects/) as unknown,
        });
        return;
      }
      expect({ code: first.code, text: first.stderr + first.stdout }).toMatchObject({ code: 0 });
      const versions = await versionsIn(namespace);
      expect((await push()).json).toMatchObject({ verdict: 'unchanged' });
      expect(await versionsIn(namespace)).toEqual(versions);
      const removed = await tug(['delete', 'x', '--yes', ...where]);
      expect({ code: removed.code, text: removed.stderr + removed.stdout }).toMatchObject({ code: 0 });
      // Kubernetes keeps the claims that a StatefulSet makes of its templates: they are nobody's members, and hold data.
      const claims = async (): Promise<number> => (await namespace.names('persistentvolumeclaims')).size;
      const left = async (): Promise<number> => (await namespace.resourceCount()) - (await claims());
      await expect.poll(left, { timeout: 60_000, interval: 500 }).toBe(before);
    });
  },
);

/** Versions of what tug itself writes: what it applies, its ledger and its releases. Nobody else writes these while they stand still. */
async function versionsIn(namespace: TestNamespace): Promise<string> {
  const kinds = 'configmaps,secrets,services,serviceaccounts,roles,rolebindings';
  const path = '{range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{"\\n"}{end}';
  return (await namespace.kubectl('get', kinds, '-o', `jsonpath=${path}`)).stdout;
}
