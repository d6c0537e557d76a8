/** `matches()` in linear time. */
import { EvaluationError } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { messageOf } from './errors.ts';

const LONGEST_PATTERN = 256;
const MOST_CACHED = 1000;

interface Runner {
  run(node: ASTNode, context: unknown): unknown;
}
interface Checker {
  check(node: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
}

const patterns = new Map<string, RE2JS>();

/**
 * The library's own `matches` is a JavaScript RegExp, which takes exponential time on some patterns. It cannot be
 * overridden as a function; a macro of the same name and arity is found first, whatever its receiver.
 */
export function linearMatches({ args, receiver }: { args: readonly [ASTNode]; receiver: ASTNode }): object {
  return {
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      checker.check(receiver, context);
      checker.check(args[0], context);
      return checker.getType('bool');
    },
    evaluate(runner: Runner, _macro: unknown, context: unknown) {
      const text = runner.run(receiver, context);
      const pattern = runner.run(args[0], context);
      if (typeof text !== 'string' || typeof pattern !== 'string') {
        throw new EvaluationError({
          code: 'no_matching_overload',
          message: 'matches() takes a text and a pattern',
          node: receiver,
        });
      }
      return compiled(pattern, args[0]).matcher(text).find();
    },
  };
}

function compiled(pattern: string, node: ASTNode): RE2JS {
  const known = patterns.get(pattern);
  if (known) return known;
  if (pattern.length > LONGEST_PATTERN) {
    throw new EvaluationError({
      code: 'invalid_regular_expression',
      message: `a pattern has at most ${LONGEST_PATTERN} characters`,
      node,
    });
  }
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(pattern);
  } catch (cause) {
    throw new EvaluationError({
      code: 'invalid_regular_expression',
      message: `/${pattern}/ is no pattern: ${messageOf(cause)}`,
      node,
    });
  }
  if (patterns.size >= MOST_CACHED) patterns.clear();
  patterns.set(pattern, regex);
  return regex;
}
