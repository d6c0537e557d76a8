import { createInterface } from 'node:readline/promises';
import type { Approve, Consent } from '../app/world.ts';
import { Problem } from '../lib/errors.ts';
import type { ConsentOptions, Output } from './options.ts';
import { planText } from './print/plan.ts';

export function consentOf(options: ConsentOptions): Consent {
  return {
    deleteKinds: options.allowDelete,
    manyDeletions: options.allowManyDeletions ?? false,
    empty: options.allowEmpty ?? false,
    replace: options.allowReplace ?? false,
  };
}

/** Shows the plan and asks; `--yes` answers beforehand. Where nobody can answer, a plan that needs consent is refused. */
export function approver(options: ConsentOptions & { readonly output: Output }, question: string): Approve {
  return async (plan) => {
    if (options.output === 'text' || options.output === 'github') process.stdout.write(`${planText(plan)}\n`);
    return options.yes || agree(question, 'look at the plan, then give --yes');
  };
}

/** Asks on a terminal. Problem `NeedsConsent` where there is none. */
export async function agree(question: string, hint: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new Problem('NeedsConsent', 'there is nobody to ask here', { hint });
  }
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await ask.question(`${question} [y/N] `)).trim());
  } finally {
    ask.close();
  }
}
