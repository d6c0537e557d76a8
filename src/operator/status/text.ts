/** Text for conditions, events and messages: one line, bounded in bytes. */

/** What the API server allows of an Event's note, and as much as anybody reads of a condition. */
export const messageBytes = 1_024;

/** Line breaks, control and format characters become one space each run; what is too long ends in "…". Never cuts a character. */
export function oneLine(text: string, bytes = messageBytes): string {
  // Cut before the pattern is applied: a message may quote megabytes.
  return cut(
    text
      .slice(0, bytes * 2)
      .replaceAll(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
      .trim(),
    bytes,
  );
}

/** As `oneLine`, but keeps line breaks: plans are lists. */
export function bounded(text: string, bytes: number): string {
  return cut(
    text
      .slice(0, bytes * 2)
      .replaceAll(/[^\P{Cc}\n]+/gu, ' ')
      .trimEnd(),
    bytes,
  );
}

const ellipsis = '…';

function cut(text: string, bytes: number): string {
  const whole = text.toWellFormed();
  if (Buffer.byteLength(whole) <= bytes) return whole;
  const room = bytes - Buffer.byteLength(ellipsis);
  const kept = new TextDecoder().decode(Buffer.from(whole).subarray(0, room), { stream: true });
  return kept.trimEnd() + ellipsis;
}
