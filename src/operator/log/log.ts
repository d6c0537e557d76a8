import { destination, pino, stdTimeFunctions, type DestinationStream } from 'pino';
import { shortened, writable } from './fields.ts';
import { forPeople } from './line.ts';
import type { Fields, Level, Logger, LoggerOptions } from './types.ts';

/**
 * Writes lines to standard error. Synchronously: what was logged before a process is killed has been written, and an operator at rest
 * writes nothing.
 */
export function createLogger({ level, json, write }: LoggerOptions): Logger {
  const out = write ? { write } : standardError();
  const colour = write === undefined && process.stderr.isTTY && process.stderr.hasColors();
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    json ? out : { write: (line) => out.write(forPeople(line, colour)) },
  );
  const at =
    (name: Level) =>
    (message: string, fields: Fields = {}): void => {
      if (logger.isLevelEnabled(name)) logger[name](writable(fields), '%s', shortened(message));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Nobody may be reading any more: a log that cannot be written is no reason to stop deploying. */
function standardError(): DestinationStream {
  const stream = destination({ fd: 2, sync: true });
  stream.on('error', () => undefined);
  return stream;
}
