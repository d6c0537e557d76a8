import { expect, test } from 'vitest';
import { encodeHold, holdAnnotation, holdEndsIn, holdOf, holdText } from './hold.ts';

const now = Date.parse('2026-11-24T13:00:00Z');
const hold = { reason: 'incident 7', by: 'ada', until: '2026-11-24T15:00:00Z' };
const read = (text: string, at = now): ReturnType<typeof holdOf> => holdOf({ [holdAnnotation]: text }, at);

test('what was encoded is read back, and no longer once it is over', () => {
  expect(read(encodeHold(hold))).toEqual(hold);
  expect(read(encodeHold(hold), Date.parse(hold.until) - 1)).toEqual(hold);
  expect(read(encodeHold(hold), Date.parse(hold.until))).toBeUndefined();
});

test('without the annotation there is no hold', () => {
  expect(holdOf(undefined, now)).toBeUndefined();
  expect(holdOf({ other: 'x' }, now)).toBeUndefined();
});

test.each([
  ['freeze for the holidays', 'freeze for the holidays'],
  ['[1]', '[1]'],
  ['{"reason":"freeze","until":"tomorrow"}', 'freeze'],
  ['{"reason":"freeze"}', 'freeze'],
])('%s, written by hand, holds until it is taken away', (text, reason) => {
  expect(read(text)).toEqual({ reason, by: '', until: '' });
  expect(read(text, Number.MAX_SAFE_INTEGER)).toBeDefined();
});

test('a reason is bounded', () => {
  expect(read(encodeHold({ ...hold, reason: 'x'.repeat(10_000) }))?.reason).toHaveLength(500);
  expect(read('y'.repeat(10_000))?.reason).toHaveLength(500);
});

test('it is told with who, how long and why', () => {
  expect(holdText(hold, now)).toBe('held by ada until 2026-11-24T15:00:00Z (2h 0m): incident 7');
  expect(holdText({ reason: '', by: '', until: '' }, now)).toBe('held');
  expect(holdEndsIn(hold, now)).toBe(7_200_000);
  expect(holdEndsIn({ ...hold, until: '' }, now)).toBeUndefined();
});
