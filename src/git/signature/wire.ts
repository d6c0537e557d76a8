/** The strings of RFC 4251 §5: a length of four bytes, and so many bytes. */
export interface WireReader {
  /** Throws a RangeError when there is not so much. */
  string(): Buffer;
  text(): string;
  uint32(): number;
  bytes(count: number): Buffer;
  readonly atEnd: boolean;
}

export function readWire(buffer: Buffer): WireReader {
  let at = 0;
  const bytes = (count: number): Buffer => {
    if (at + count > buffer.length) throw new RangeError('the message is cut short');
    at += count;
    return buffer.subarray(at - count, at);
  };
  const uint32 = (): number => bytes(4).readUInt32BE();
  const string = (): Buffer => bytes(uint32());
  return {
    bytes,
    uint32,
    string,
    text: () => string().toString('latin1'),
    get atEnd() {
      return at === buffer.length;
    },
  };
}

export function wireString(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
