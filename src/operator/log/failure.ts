import { messageOf, Problem } from '../../lib/errors.ts';
import type { Fields, Logger } from './types.ts';

/** What a line says of an error. Anything that is no Problem is a defect of tug. */
export function failureFields(error: unknown): Fields {
  if (!(error instanceof Problem)) return { code: 'Defect', error: messageOf(error) };
  return { code: error.code, error: messageOf(error), where: error.where, hint: error.hint };
}

/** One line at level error with what, where and what to do; where in the code it came from is told at level debug only. */
export function logFailure(log: Logger, message: string, error: unknown, fields: Fields = {}): void {
  log.error(message, { ...fields, ...failureFields(error) });
  if (error instanceof Error) log.debug(message, { ...fields, stack: error.stack });
}
