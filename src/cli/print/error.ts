import { Problem, messageOf } from '../../lib/errors.ts';
import { exit, exitOfProblem } from '../exit.ts';
import { paint } from './colour.ts';
import { printData } from './data.ts';
import { errorCommand } from './github.ts';

/** Prints what went wrong, for a person on stderr or as `{error}` on stdout, and gives the exit code. */
export async function printError(error: unknown, args: readonly string[]): Promise<number> {
  const problem = error instanceof Problem ? error : undefined;
  const output = outputOf(args);
  if (output === 'github') process.stdout.write(errorCommand(sentence(problem ?? error)));
  else if (output === undefined || !(await printData(dataOf(problem ?? error), output))) {
    const hint = problem?.hint ? `\n  ${problem.hint}` : '';
    process.stderr.write(`${paint('red', 'error', process.stderr)}: ${sentence(error)}${hint}\n`);
  }
  if (!problem && process.env.TUG_DEBUG && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return problem ? exitOfProblem(problem.code) : exit.error;
}

function dataOf(error: unknown): unknown {
  if (!(error instanceof Problem)) return { error: { code: 'Internal', message: messageOf(error) } };
  const { code, where, hint } = error;
  return { error: { code, message: messageOf(error), ...(where ? { where } : {}), ...(hint ? { hint } : {}) } };
}

function sentence(error: unknown): string {
  if (!(error instanceof Problem)) return `${messageOf(error)} (this is a defect in tug)`;
  return `${error.where ? `${error.where}: ` : ''}${messageOf(error)}`;
}

/** Read from the raw words, because the command line itself may be what is wrong. */
function outputOf(args: readonly string[]): 'json' | 'yaml' | 'github' | undefined {
  return (['json', 'yaml', 'github'] as const).find((format) =>
    args.some(
      (arg, i) =>
        arg === `--output=${format}` ||
        arg === `-o${format}` ||
        (arg === format && ['-o', '--output'].includes(args[i - 1] ?? '')),
    ),
  );
}
