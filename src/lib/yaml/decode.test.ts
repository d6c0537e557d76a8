import { expect, test } from 'vitest';
import { decodeText } from './decode.ts';

test('UTF-8 is read, its byte order mark dropped', () => {
  expect(decodeText(Buffer.from('\ufeffä: 1'), 'f')).toBe('ä: 1');
});

test.each([
  [Buffer.from('\ufeffa: 1', 'utf16le'), 'the file is UTF-16; Kubernetes reads UTF-8 only', 'f'],
  [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0xff]), 'the file is binary, not text', 'f'],
  [Buffer.concat([Buffer.from('a: 1\nb: '), Buffer.from([0xe4, 0x20])]), 'this line is not UTF-8', 'f:2'],
  [Buffer.from([0x61, 0xc3]), 'this line is not UTF-8', 'f:1'],
])('other bytes are refused with a sentence (%#)', (bytes, message, where) => {
  expect(() => decodeText(bytes, 'f')).toThrow(expect.objectContaining({ message, where }) as Error);
});
