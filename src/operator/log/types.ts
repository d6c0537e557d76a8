/** Least to most important. */
export const levels = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof levels)[number];

/** Flat: no nesting, no bytes, no secret. `undefined` is left out. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One call is one line. The message is a fixed sentence; what differs from line to line goes into fields. */
export type Logger = Readonly<Record<Level, (message: string, fields?: Fields) => void>>;

export interface LoggerOptions {
  /** Nothing less important is written. */
  readonly level: Level;
  /** JSON lines for machines; otherwise lines for people. */
  readonly json: boolean;
  /** Takes one line with its line feed; standard error when absent. */
  readonly write?: (line: string) => void;
}
