/** What js-yaml's complaints mean to the person who wrote the file. `reason` is the parser's, `rest` the text from where it stopped. */
export interface Complaint {
  readonly reason: string;
  readonly rest: string;
  /** The line of text where it stopped, and the part of it that stands before that place. */
  readonly line: string;
  readonly before: string;
  /** The innermost collection or quoted text that was still open, and its 1-based line. */
  readonly open: { readonly character: string; readonly line: number } | undefined;
}

type Rule = readonly [reason: RegExp, sentence: (complaint: Complaint, match: RegExpExecArray) => string];

const opened = ({ open }: Complaint): string => (open ? `, opened on line ${open.line}` : '');

const rules: readonly Rule[] = [
  [
    /within a flow collection/,
    (c) => `unclosed flow ${c.open?.character === '[' ? 'sequence "["' : 'mapping "{"'}${opened(c)}`,
  ],
  [/within a (single|double) quoted scalar/, (c, match) => `unclosed ${match[1]}-quoted text${opened(c)}`],
  [/^missed comma/, (c) => `a comma or a closing bracket is missing in a flow collection${opened(c)}`],
  [/^duplicated mapping key/, (c) => `the key ${JSON.stringify(keyAt(c.rest))} is written twice in one map`],
  [/^tab characters/, () => 'a tab indents this line; YAML is indented by spaces only'],
  [/^null byte/, () => 'the file holds a null byte: it is binary, not YAML'],
  [/non-printable|valid JSON character/, () => 'the text holds a control character that YAML does not allow'],
  [/^unidentified alias "(.*)"/, (_, match) => `the alias *${match[1]} names no anchor above it`],
  [/maxDepth \((\d+)\)/, (_, match) => `maps and lists are nested more than ${match[1]} deep`],
  [/maxTotalMergeKeys/, () => 'merge keys ("<<") copy more than 10,000 entries'],
  [/^cannot merge/, () => 'a merge key ("<<") needs a map or a list of maps'],
  [/nested arrays|^abnormal merge/, () => 'a list stands where a key or a merge is expected'],
  [/^unknown escape|hexadecimal character/, () => 'a double-quoted text holds an unknown escape after "\\"'],
  [
    /missing indentation for block scalar/,
    () => 'the lines of a block text ("|" or ">") must be indented further than its key',
  ],
  [/^incomplete explicit/, () => 'the key before ":" is missing'],
  [/^expected the node content/, () => 'an entry is missing before a comma'],
  [/a colon is missed|multiline key/, (c) => `expected "key: value", found a line without a colon${quoted(c.line)}`],
  [/indentation|end of the stream or a document separator|whitespace character is expected/, stray],
];

export function sentenceFor(complaint: Complaint): string {
  for (const [pattern, sentence] of rules) {
    const match = pattern.exec(complaint.reason);
    if (match) return sentence(complaint, match);
  }
  return complaint.reason;
}

/** Text that fits nowhere: the parser reports all of these as bad indentation. */
function stray({ rest, line, before }: Complaint): string {
  if (rest.startsWith('\t') || /^ *\t/.test(line)) return 'a tab indents this line; YAML is indented by spaces only';
  if (/^:\s/.test(rest) && /:\s/.test(before)) return 'a second ": " in one value; quote the value';
  if (/^[@`%]/.test(rest)) return `a value cannot start with ${JSON.stringify(rest[0])}; quote it`;
  if (/^[}\]]/.test(rest)) return `"${rest[0]}" closes nothing`;
  if (/["']$/.test(before)) return 'text follows a closing quote; quote the whole value';
  if (/^[-?]\s/.test(rest)) {
    return `"${rest[0]}" starts a new entry here, on the line of its parent; put it on a line of its own`;
  }
  return `this line is indented unlike the entries it belongs to${quoted(line)}`;
}

function keyAt(rest: string): string {
  const match = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\n]*?))\s*:(?:\s|$)/.exec(rest);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? rest.split('\n', 1)[0]?.slice(0, 40) ?? '';
}

function quoted(line: string): string {
  const text = line.trim();
  return text ? `: ${text.length > 60 ? `${text.slice(0, 57)}...` : text}` : '';
}
