/** One entry of WWW-Authenticate (RFC 9110 §11.6.1): scheme in lower case and its parameters. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Several challenges may share a header, and quoted values may hold commas. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  const token = /\s*,?\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/gy;
  for (const [, word = '', quoted, bare] of header.slice(0, 8_192).matchAll(token)) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
    if (value === undefined) challenges.push({ scheme: word.toLowerCase(), parameters: {} });
    else {
      const current = challenges.at(-1);
      if (current) current.parameters[word.toLowerCase()] = value;
    }
  }
  return challenges;
}
