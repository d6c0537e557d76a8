import { expect, test } from 'vitest';
import { checkForPush } from './for-push.ts';
import { type App, appApiVersion, appSchema } from './schema.ts';

const app = (spec: unknown): App =>
  appSchema.parse({ apiVersion: appApiVersion, kind: 'App', metadata: { name: 'shop' }, spec });

const git = { url: 'https://git.example/shop.git' };

test('an App without a word for an operator is pushed as it is', () => {
  expect(checkForPush(app({}))).toEqual([]);
  expect(checkForPush(app({ source: { git }, sync: { mode: 'manual', drift: 'warn' } }))).toEqual([]);
});

test('a Source object is for an operator to read', () => {
  expect(() => checkForPush(app({ source: { ref: { name: 'fleet' } } }))).toThrow(/only an operator does/);
});

test('what a push does not act on is named', () => {
  const secretRef = { name: 'x' };
  const windows = [{ kind: 'deny', schedule: '0 0 * * *', duration: '1h' }];
  const fields = checkForPush(
    app({
      source: { git: { ...git, secretRef, verify: { secretRef }, submodules: true } },
      serviceAccountName: 'deployer',
      sync: { windows },
      notify: [{ type: 'github', secretRef }],
    }),
  );
  expect(fields).toEqual([
    'spec.source.git.secretRef',
    'spec.source.git.verify',
    'spec.sync.windows',
    'spec.serviceAccountName',
    'spec.notify',
  ]);
});
