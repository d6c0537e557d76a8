/** `Warning: 299 - "text"` headers (RFC 7234 §5.5, as KEP-1693 uses them) → their texts. */
export function warningTexts(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  const joined = Array.isArray(header) ? header.join(', ') : header;
  return [...joined.matchAll(/\b299\s+\S+\s+"((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(.)/g, '$1'),
  );
}

/** Calls `report` once for each distinct text, as kubectl does: a list of 500 objects of a deprecated version is one warning. */
export function distinctWarnings(report: ((text: string) => void) | undefined): (text: string) => void {
  const seen = new Set<string>();
  return (text) => {
    if (seen.has(text) || seen.size > 1_000) return;
    seen.add(text);
    report?.(text);
  };
}
