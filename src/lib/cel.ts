/**
 * CEL, the expression language of the App's own rules: `@marcbachmann/cel-js` behind a face that can be given to
 * strangers. Integers are CEL integers, `matches()` takes linear time (RE2), size, nesting and work are bounded, and an
 * expression that reads a field the object does not have yet is told apart from one that is wrong.
 */
import { Environment, EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { linearMatches } from './cel-matches.ts';
import { celView } from './cel-view.ts';
import type { Budget } from './cel-view.ts';
import { messageOf, Problem } from './errors.ts';

const LONGEST_SOURCE = 4096;
const MOST_NODES = 500;
const DEEPEST = 32;
const MOST_NESTED_LOOPS = 2;
const MOST_READS = 20_000;
const MOST_CACHED = 2000;

/** Macros that walk a list; their nesting multiplies the work. */
const LOOPS = new Set(['exists', 'exists_one', 'all', 'map', 'filter']);

/** Left out of what the library offers: whatever builds values larger than what it reads. */
const CALLS = new Set(
  (
    'has size startsWith endsWith contains matches indexOf substring trim ' +
    'int uint double string bool type dyn timestamp duration ' +
    'getFullYear getMonth getDayOfMonth getDayOfWeek getHours getMinutes getSeconds ' +
    'of none or orValue value hasValue'
  ).split(' '),
);

/** What an expression reads; every top-level key is a variable. One scope serves many expressions over one object. */
export interface CelScope {
  readonly view: Record<string, unknown>;
  readonly budget: Budget;
}

/** `missing`: a field it reads is not there, which for a status that grows over time is no mistake. */
export type CelResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: 'missing' | 'error'; readonly message: string };

export interface CelExpression {
  readonly source: string;
  evaluate(scope: CelScope): CelResult;
}

export type CelType = 'bool' | 'string' | 'dyn';

export interface Cel {
  /** Throws CelProblem when the text is no expression, is too large, or cannot give a `returns`. */
  compile(source: string, returns?: CelType): CelExpression;
}

/** An expression that cannot be used; `position` counts lines and columns from 1. */
export class CelProblem extends Problem {
  readonly position: { readonly line: number; readonly column: number };

  constructor(message: string, source: string, offset: number) {
    const before = source.slice(0, offset).split('\n');
    const position = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
    super('InvalidSpec', message, { where: `${position.line}:${position.column}` });
    this.position = position;
  }
}

/** A function offered to expressions, by its CEL signature: `condition(dyn, string): dyn`. Arguments are views. */
export type CelFunctions = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

export function celScope(values: Record<string, unknown>): CelScope {
  const budget = { left: MOST_READS };
  return { view: celView(values, budget) as Record<string, unknown>, budget };
}

export function createCel(functions: CelFunctions = {}): Cel {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: {
      maxAstNodes: MOST_NODES,
      maxDepth: DEEPEST,
      maxListElements: 200,
      maxMapEntries: 50,
      maxCallArguments: 8,
    },
  });
  environment.registerFunction('list.matches(ast): bool', linearMatches);
  const calls = new Set([...CALLS, ...LOOPS]);
  for (const [signature, handler] of Object.entries(functions)) {
    environment.registerFunction(signature, handler, { async: false });
    calls.add(signature.slice(0, signature.indexOf('(')));
  }
  const cache = new Map<string, CelExpression>();

  return {
    compile(source, returns = 'dyn') {
      const key = `${returns}\n${source}`;
      const known = cache.get(key);
      if (known) return known;
      const expression = compile(environment, calls, source, returns);
      // The oldest goes: rules of one process are few, specs of strangers may be many.
      if (cache.size >= MOST_CACHED) cache.delete(cache.keys().next().value as string);
      cache.set(key, expression);
      return expression;
    },
  };
}

let plain: Cel | undefined;

/** The value of an expression over an object's top-level fields; undefined when it reads a field that is not there. */
export function evaluate(source: string, values: Record<string, unknown>): unknown {
  plain ??= createCel();
  const result = plain.compile(source).evaluate(celScope(values));
  if (result.ok) return result.value;
  if (result.kind === 'missing') return undefined;
  throw new Problem('InvalidSpec', `the expression ${source} cannot be evaluated: ${result.message}`);
}

/** Throws what is wrong with a condition, before there is anything to evaluate it over. */
export function checkExpression(source: string, where: string): void {
  plain ??= createCel();
  try {
    plain.compile(source, 'bool');
  } catch (error) {
    if (!(error instanceof CelProblem)) throw error;
    throw new Problem('InvalidSpec', `${source} is not a condition: ${error.message}`, { where, cause: error });
  }
}

function compile(
  environment: Environment,
  calls: ReadonlySet<string>,
  source: string,
  returns: CelType,
): CelExpression {
  if (source.length > LONGEST_SOURCE) {
    throw new CelProblem(
      `an expression has at most ${LONGEST_SOURCE} characters, this one ${source.length}`,
      source,
      0,
    );
  }
  const parsed = parse(environment, source);
  refuseExpensive(parsed.ast, calls, source, 0);
  const check = parsed.check();
  if (!check.valid) throw asProblem(check.error, source);
  if (returns !== 'dyn' && check.type !== returns && !check.type?.startsWith('dyn')) {
    throw new CelProblem(`the expression must give a ${returns}, not ${check.type ?? 'nothing'}`, source, 0);
  }
  return { source, evaluate: (scope) => run(parsed, scope) };
}

function parse(environment: Environment, source: string): ParseResult {
  try {
    return environment.parse(source);
  } catch (error) {
    throw asProblem(error, source);
  }
}

function asProblem(error: unknown, source: string): CelProblem {
  if (error instanceof ParseError || error instanceof CelTypeError) {
    return new CelProblem(error.summary, source, error.range?.start ?? 0);
  }
  // The parser recurses: unary operators without end exhaust the stack before a limit of its own.
  return new CelProblem(
    error instanceof RangeError ? 'the expression is nested too deeply' : messageOf(error),
    source,
    0,
  );
}

function run(parsed: ParseResult, scope: CelScope): CelResult {
  scope.budget.left = MOST_READS;
  try {
    return { ok: true, value: parsed(scope.view) as unknown };
  } catch (error) {
    if (!(error instanceof EvaluationError)) return { ok: false, kind: 'error', message: messageOf(error) };
    const missing =
      error.code === 'no_such_key' || error.code === 'unknown_variable' || error.code === 'index_out_of_bounds';
    return { ok: false, kind: missing ? 'missing' : 'error', message: error.summary };
  }
}

/** Walks the tree as it was written, before macros are expanded. */
function refuseExpensive(node: ASTNode, calls: ReadonlySet<string>, source: string, loops: number): void {
  if (node.op === '+' && loops > 0) {
    throw new CelProblem('`+` cannot be used inside exists, all, map or filter', source, node.range.start);
  }
  let inside = loops;
  if (node.op === 'call' || node.op === 'rcall') {
    const name = node.args[0];
    if (!calls.has(name)) throw new CelProblem(`there is no function ${name}()`, source, node.range.start);
    if (LOOPS.has(name)) inside++;
    if (inside > MOST_NESTED_LOOPS) {
      throw new CelProblem(
        `exists, all, map and filter nest at most ${MOST_NESTED_LOOPS} deep`,
        source,
        node.range.start,
      );
    }
  }
  for (const child of children(node.args)) refuseExpensive(child, calls, source, inside);
}

function* children(args: unknown): Generator<ASTNode> {
  if (Array.isArray(args)) {
    for (const item of args as unknown[]) yield* children(item);
  } else if (typeof args === 'object' && args !== null && 'op' in args) {
    yield args as ASTNode;
  }
}
