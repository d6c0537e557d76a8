/** A commit or tag object, taken apart into what was signed and the signature. */
export interface SignedObject {
  readonly payload: Buffer;
  /** Armored; undefined when nobody signed it. */
  readonly signature: string | undefined;
  /** Values of the headers, the first of each name. */
  readonly headers: ReadonlyMap<string, string>;
}

/** The signature of a commit is a header, `gpgsig`, and is not part of what is signed, nor is one for another hash. */
export function splitCommit(bytes: Buffer): SignedObject {
  const end = headerEnd(bytes);
  const lines = bytes.toString('latin1', 0, end).split('\n');
  const signature: string[] = [];
  const kept: string[] = [];
  let inside: 'signature' | 'other' | undefined;
  for (const line of lines) {
    if (line.startsWith('gpgsig ')) inside = 'signature';
    else if (line.startsWith('gpgsig')) inside = 'other';
    else if (!line.startsWith(' ')) inside = undefined;
    if (inside === undefined) kept.push(line);
    else if (inside === 'signature') signature.push(line.replace(/^(?:gpgsig)? /, ''));
  }
  return {
    payload: Buffer.concat([Buffer.from(kept.join('\n'), 'latin1'), bytes.subarray(end)]),
    signature: signature.length > 0 ? signature.join('\n') : undefined,
    headers: headersOf(bytes.toString('utf8', 0, end)),
  };
}

/** That of a tag follows its message. */
export function splitTag(bytes: Buffer): SignedObject {
  const text = bytes.toString('latin1');
  const starts = [...text.matchAll(/^-----BEGIN (?:PGP|SSH) SIGNATURE-----$/gm)];
  const start = starts.at(-1)?.index ?? bytes.length;
  return {
    payload: bytes.subarray(0, start),
    signature: starts.length > 0 ? text.slice(start) : undefined,
    headers: headersOf(bytes.toString('utf8', 0, headerEnd(bytes))),
  };
}

function headerEnd(bytes: Buffer): number {
  const end = bytes.indexOf('\n\n');
  return end < 0 ? bytes.length : end;
}

function headersOf(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const name = line.slice(0, space);
    if (space > 0 && !headers.has(name)) headers.set(name, line.slice(space + 1));
  }
  return headers;
}
