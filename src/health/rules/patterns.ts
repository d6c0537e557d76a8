/** Shapes of status that many projects share, as parts of a rule. */
import type { KindRule } from './rule.ts';

type Part = Omit<KindRule, 'kinds'>;

const quoted = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;

/** A condition that is False means failure, however the reason reads: its controller writes Unknown or nothing before. */
export const trueOrFailed = (type: string): Part => ({
  failed: `isNot(object, '${type}')`,
  current: `is(object, '${type}')`,
});

/** A condition that is False until it is True. */
export const trueInTheEnd = (type: string): Part => ({ current: `is(object, '${type}')` });

/** A condition that is False for failure, but for some reasons that mean work in hand. */
export const trueOrReasons = (type: string, inProgress: readonly string[]): Part => ({
  failed: `isNot(object, '${type}') && !(condition(object, '${type}').reason in ${quoted(inProgress)})`,
  current: `is(object, '${type}')`,
});

export interface Words {
  readonly current: readonly string[];
  readonly failed?: readonly string[];
  readonly suspended?: readonly string[];
  readonly inProgress?: readonly string[];
  readonly unknown?: readonly string[];
}

/** One field holds a word; words in no list are work in hand. */
export function wordAt(path: string, words: Words): Part {
  const oneOf = (list: readonly string[]): string => `text(object, '${path}') in ${quoted(list)}`;
  return {
    current: oneOf(words.current),
    ...(words.failed ? { failed: oneOf(words.failed) } : {}),
    ...(words.suspended ? { suspended: oneOf(words.suspended) } : {}),
    ...(words.inProgress ? { inProgress: oneOf(words.inProgress) } : {}),
    ...(words.unknown ? { unknown: oneOf(words.unknown) } : {}),
  };
}
