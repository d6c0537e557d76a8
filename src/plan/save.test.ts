import { expect, test } from 'vitest';
import { Problem } from '../lib/errors.ts';
import { makePlan } from './plan.ts';
import { parsePlan, type SavedPlan, serialisePlan } from './save.ts';
import { configMap, installing } from './testing/objects.ts';

const made = installing(configMap('shop/a', { data: { x: '1' } }));
const saved: SavedPlan = {
  plan: makePlan(made),
  desired: made.desired,
  server: 'https://example.test:6443',
  terms: { prune: true },
};

test('a plan that was saved is read as it was', () => {
  expect(parsePlan(serialisePlan(saved), 'plan.json')).toEqual(saved);
});

test.each([
  ['no JSON', '{'],
  ['something else', '{"a": 1}'],
  ['a list', '[]'],
  ['a later format', serialisePlan(saved).replace('"tug":1', '"tug":2')],
  ['a plan without its objects', JSON.stringify({ tug: 1, ...saved, desired: undefined })],
  ['a plan whose steps name nothing', serialisePlan(saved).replace('"id":', '"di":')],
  [
    'a plan whose objects have no name',
    serialisePlan(saved).replaceAll('"metadata":{"name":"a"', '"metadata":{"nam":"a"'),
  ],
  ['a plan that somebody edited', serialisePlan(saved).replaceAll('"x":"1"', '"x":"2"')],
])('%s is refused with the name of the file', (_, text) => {
  const read = (): unknown => parsePlan(text, 'plan.json');
  expect(read).toThrow(Problem);
  expect(read).toThrow(expect.objectContaining({ code: 'InvalidInput', where: 'plan.json' }) as Error);
});
