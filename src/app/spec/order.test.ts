import { expect, test } from 'vitest';
import { inOrder } from './order.ts';
import { type App, appApiVersion, appSchema } from './schema.ts';

const app = (name: string, ...dependsOn: string[]): App =>
  appSchema.parse({
    apiVersion: appApiVersion,
    kind: 'App',
    metadata: { name },
    spec: { dependsOn: dependsOn.map((d) => ({ name: d })) },
  });

const names = (apps: readonly App[]): string[] => apps.map(({ metadata }) => metadata.name);

test('what others depend on comes first, and files keep their order otherwise', () => {
  expect(names(inOrder([app('web', 'api'), app('api', 'db'), app('db'), app('mail')], 'x'))).toEqual([
    'db',
    'api',
    'web',
    'mail',
  ]);
});

test('a dependency that is not in the file is left to the cluster', () => {
  expect(names(inOrder([app('web', 'elsewhere')], 'x'))).toEqual(['web']);
});

test('a circle is refused and named', () => {
  expect(() => inOrder([app('a', 'b'), app('b', 'c'), app('c', 'a')], 'x')).toThrow(/a → b → c → a/);
});

test('an App that depends on itself is a circle, also when only the default namespace shows it', () => {
  expect(() => app('a', 'a')).toThrow(/names the App itself/);
  const [web] = [app('web', 'api')].map((one) => ({
    ...one,
    spec: { ...one.spec, dependsOn: [{ kind: 'App', name: 'web', namespace: 'x' }] },
  }));
  expect(() => inOrder(web ? [web] : [], 'x')).toThrow(/web → web/);
});
