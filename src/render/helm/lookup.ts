import { mapConcurrent } from '../../lib/async.ts';
import { Problem } from '../../lib/errors.ts';
import type { EngineAnswer, LookupQuery } from '../engine/protocol.ts';
import type { Lookup } from '../types.ts';

type Answer = LookupQuery & { readonly object: unknown };

/** A template may look up what it found in another; more rounds than this is a template that never ends asking. */
const maxRounds = 10;
const maxQuestions = 1_000;
const atOnce = 8;

/**
 * Renders until no `lookup` is left unanswered: what a render asked is found out, and it is done again with the answers.
 * So each render is a function of its request alone.
 */
export async function renderWithLookups(
  render: (answers: readonly Answer[]) => Promise<EngineAnswer>,
  lookup: Lookup | undefined,
): Promise<EngineAnswer> {
  const answers: Answer[] = [];
  for (let round = 0; ; round++) {
    const rendered = await render(answers);
    if (!lookup || rendered.lookups.length === 0) return rendered;
    if (round === maxRounds || answers.length + rendered.lookups.length > maxQuestions) {
      throw new Problem('LimitExceeded', 'the templates never stop asking for objects of the cluster with `lookup`');
    }
    const found = await mapConcurrent(rendered.lookups, atOnce, async (query) => ({
      ...query,
      object: (await lookup(query)) ?? null,
    }));
    answers.push(...found);
  }
}
