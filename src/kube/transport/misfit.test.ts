import { expect, test } from 'vitest';
import { readMisfit } from './misfit.ts';

test.for([
  [
    'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): errors:\n  .spec.c[name="web"].imag: field not declared in schema\n  .spec.typo: field not declared in schema',
    'the Deployment does not fit its schema: .spec.c[name="web"].imag: field not declared in schema; .spec.typo: field not declared in schema',
    ['.spec.c[name="web"].imag', '.spec.typo'],
  ],
  [
    'failed to create typed patch object (a/b; v1, Kind=Pod): .spec.env[name="A:b"].value: expected string, got &value.valueUnstructured{Value:5}',
    'the Pod does not fit its schema: .spec.env[name="A:b"].value: expected string, got 5',
    ['.spec.env[name="A:b"].value'],
  ],
  [
    'failed to convert new object (default/web; apps/v1, Kind=Deployment) to proper version: unable to convert unstructured object to apps/v1, Kind=Deployment: quantities must match the regular expression',
    'the Deployment does not fit its schema: quantities must match the regular expression',
    [],
  ],
] as const)('%s', ([said, message, fields]) => {
  const misfit = readMisfit(said);
  expect(misfit?.message).toBe(message);
  expect(misfit?.causes.map((cause) => cause.field)).toEqual(fields);
});

test('other internal errors are left as they are', () => {
  expect(readMisfit('Internal error occurred: failed calling webhook')).toBeUndefined();
  expect(readMisfit(undefined)).toBeUndefined();
});
