import { Problem } from '../errors.ts';

/** The text of a YAML or JSON file: UTF-8, with or without a byte order mark. UTF-16 and binary files are Problems that say so. */
export function decodeText(bytes: Uint8Array, file: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new Problem('InvalidInput', 'the file is UTF-16; Kubernetes reads UTF-8 only', {
      where: file,
      hint: 'save it as UTF-8',
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    if (bytes.subarray(0, 8_192).includes(0)) {
      throw new Problem('InvalidInput', 'the file is binary, not text', { where: file });
    }
    const where = `${file}:${lineOf(bytes, firstBadByte(bytes))}`;
    throw new Problem('InvalidInput', 'this line is not UTF-8', { where, hint: 'save the file as UTF-8' });
  }
}

/** Decodes ever shorter halves: the longest prefix that decodes ends where the text does. */
function firstBadByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (const byte of bytes.subarray(0, offset)) if (byte === 0x0a) line += 1;
  return line;
}
