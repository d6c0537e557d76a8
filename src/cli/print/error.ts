import { Problem, messageOf } from '../../lib/errors.ts';
import { exit, exitOfProblem } from '../exit.ts';
import { paint } from './colour.ts';

/** Prints what went wrong, for a person on stderr or as `{error}` on stdout, and gives the exit code. */
export function printError(error: unknown, args: readonly string[]): number {
  const problem = error instanceof Problem ? error : undefined;
  if (wantsJson(args)) {
    const { code, where, hint } = problem ?? { code: 'Internal', where: undefined, hint: undefined };
    const body = { error: { code, message: messageOf(error), ...(where ? { where } : {}), ...(hint ? { hint } : {}) } };
    process.stdout.write(`${JSON.stringify(body, null, 2)}\n`);
  } else if (problem) {
    process.stderr.write(`${sentence(problem)}\n`);
  } else {
    process.stderr.write(`${paint('red', 'error', process.stderr)}: ${messageOf(error)} (this is a defect in tug)\n`);
  }
  if (!problem && process.env.TUG_DEBUG && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return problem ? exitOfProblem(problem.code) : exit.error;
}

function sentence(problem: Problem): string {
  const where = problem.where ? `${problem.where}: ` : '';
  const hint = problem.hint ? `\n  ${problem.hint}` : '';
  return `${paint('red', 'error', process.stderr)}: ${where}${messageOf(problem)}${hint}`;
}

/** Read from the raw words, because the command line itself may be what is wrong. */
function wantsJson(args: readonly string[]): boolean {
  return args.some(
    (arg, i) =>
      arg === '--output=json' || arg === '-ojson' || (arg === 'json' && ['-o', '--output'].includes(args[i - 1] ?? '')),
  );
}
