/** Bytes of one page of WebAssembly memory. */
const pageBytes = 65_536;

/**
 * The same module with an upper bound on its memory. Go declares none, and a module may then take 4 GiB of its host; with
 * one, growing beyond it fails inside the module, which ends with "out of memory".
 */
export function limitMemory(module: Buffer, bytes: number): Buffer {
  const memorySection = 5;
  let at = 8;
  while (at < module.length) {
    const id = module[at];
    const size = readLeb(module, at + 1);
    const content = size.end;
    if (id === memorySection) {
      // One memory, flags 0: a minimum and no maximum.
      if (module[content] !== 1 || module[content + 1] !== 0) {
        throw new Error('the module has another memory than Go makes');
      }
      const minimum = readLeb(module, content + 2);
      const body = Buffer.from([1, 1, ...leb(minimum.value), ...leb(Math.floor(bytes / pageBytes))]);
      const section = Buffer.from([memorySection, ...leb(body.length)]);
      return Buffer.concat([module.subarray(0, at), section, body, module.subarray(content + size.value)]);
    }
    at = content + size.value;
  }
  throw new Error('the module has no memory');
}

function readLeb(from: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  let at = start;
  for (let shift = 0; ; shift += 7) {
    const byte = from[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at };
  }
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...leb(Math.floor(value / 0x80))];
}
