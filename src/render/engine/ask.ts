import { Problem, type ProblemCode } from '../../lib/errors.ts';
import { treeLimits } from '../../source/tree.ts';
import type { RenderTurn } from '../types.ts';
import { callEngine, type CallOptions } from './pool.ts';
import {
  decodeAnswer,
  encodeRequest,
  type EngineAnswer,
  type EngineFailure,
  type EngineFile,
  type EngineRequest,
} from './protocol.ts';

export interface AskOptions extends Partial<CallOptions> {
  readonly outputBytes?: number;
  readonly turn?: RenderTurn | undefined;
}

export const renderLimits = { timeoutMs: 30_000, outputBytes: 64 * 2 ** 20, inputBytes: treeLimits.totalBytes };

/** Asks the engine and gives its answer, be it an error: see `problemOf`. */
export async function ask(
  request: EngineRequest,
  files: readonly EngineFile[],
  options: AskOptions = {},
): Promise<EngineAnswer> {
  const size = files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (size > renderLimits.inputBytes) {
    throw new Problem('LimitExceeded', `the files to render take more than ${renderLimits.inputBytes / 2 ** 20} MiB`);
  }
  const message = encodeRequest(request, files, options.outputBytes ?? renderLimits.outputBytes);
  const call = (): ReturnType<typeof callEngine> =>
    callEngine(message, { timeoutMs: renderLimits.timeoutMs, ...options });
  const { answer, text } = await (options.turn ? options.turn(call, options.signal) : call());
  const decoded = decodeAnswer(answer);
  return { ...decoded, warnings: [...new Set([...decoded.warnings, ...lines(text)])] };
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^# Warning: /, '').trim())
    .filter((line) => line !== '');
}

const codes: Record<EngineFailure['kind'], ProblemCode> = {
  input: 'InvalidInput',
  render: 'RenderFailed',
  limit: 'LimitExceeded',
  defect: 'RenderFailed',
};

/** `place` turns the engine's name of a file into one a person can open. */
export function problemOf(failure: EngineFailure, place: (file: string) => string): Problem {
  const file = failure.file === undefined ? undefined : place(failure.file);
  const where = file !== undefined && failure.line ? `${file}:${failure.line}` : file;
  return new Problem(codes[failure.kind], failure.message, { where, hint: failure.hint });
}
