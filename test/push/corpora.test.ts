import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpora as root } from '../support/corpora.ts';
import { kubeconfigOf, namespaceForFile, tug } from '../support/cluster.ts';

/** Real applications, pushed as they are: healthy, then unchanged without a write, then gone without a trace. */
const corpora = root;
const samples = corpora
  ? [
      ...['guestbook', 'sock-shop', 'online-boutique.yaml', 'helm-hooks', 'sync-waves'].map((name) =>
        join(corpora, 'plain', name),
      ),
      ...readdirSync(join(corpora, 'helm')).map((name) => join(corpora, 'helm', name, 'chart')),
    ].filter(existsSync)
  : [];

describe.skipIf(samples.length === 0)(
  'the sample applications (../shared/corpora; skipped where they are not there)',
  () => {
    test.each(samples)('%s', async (path) => {
      const namespace = namespaceForFile();
      const release = 'x';
      const where = ['-n', namespace.name, '--kubeconfig', kubeconfigOf(), '-o', 'json'];
      const push = (): ReturnType<typeof tug> =>
        tug(['push', path, '--release', release, '--yes', '--timeout', '2m', ...where]);
      const first = await push();
      expect({ code: first.code, text: first.stderr + first.stdout }).toMatchObject({ code: 0 });
      const second = await push();
      expect(second.json).toMatchObject({ verdict: 'unchanged' });
      const removed = await tug(['delete', release, '--yes', ...where]);
      expect({ code: removed.code, text: removed.stderr + removed.stdout }).toMatchObject({ code: 0 });
    });
  },
);
