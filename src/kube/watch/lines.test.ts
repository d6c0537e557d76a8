import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lines } from './lines.ts';

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

test('lines are the same however the bytes were cut, characters of several bytes included', async () => {
  const text = fc.array(
    fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', '')),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(5)), async (expected, sizes) => {
      const bytes = Buffer.from(expected.map((line) => `${line}\n`).join(''));
      expect(await Array.fromAsync(lines(chunksOf(bytes, sizes)))).toEqual(expected);
    }),
  );
});

test('half an event at the end of a cut connection is dropped', async () => {
  expect(await Array.fromAsync(lines(chunksOf(Buffer.from('{"a":1}\n{"b":'), [3])))).toEqual(['{"a":1}']);
});

test('a line without an end is refused before it fills the memory', async () => {
  const endless = chunksOf(Buffer.alloc(100, 'x'), [30, 30, 30]);
  await expect(Array.fromAsync(lines(endless, 64))).rejects.toMatchObject({ code: 'LimitExceeded' });
});
