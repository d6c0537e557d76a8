import type { EventType, State } from 'js-yaml';
import { BadScalar } from './schema.ts';

/** Follows js-yaml through a text: it knows the lines, and is the only place that sees whether a value is used as a key. */
export interface Trace {
  readonly listener: (this: State, event: EventType, state: State) => void;
  /** 1-based line of each document's first content. */
  readonly documents: readonly number[];
  /** 1-based line where the parser is, or stopped. */
  line(): number;
  /** The innermost bracket or quote that is still open. */
  innermost(buffer: string): { character: string; line: number } | undefined;
}

export function trace(text: string): Trace {
  const endsMidLine = text.slice(text.lastIndexOf('\n') + 1).trim() !== '';
  const documents: number[] = [];
  const open: number[] = [];
  let current: State | undefined;
  return {
    documents,
    listener: (event, state) => {
      current = state;
      if (event === 'open') {
        if (open.length === 0) documents.push(state.line + 1);
        open.push(state.position);
        return;
      }
      open.pop();
      if (endsMidLine) dropAddedBreak(state);
      refuse(state);
    },
    line: () => (current?.line ?? 0) + 1,
    innermost: (buffer) => {
      for (const position of open.toReversed()) {
        const start =
          position + (/^(?:\s|#[^\n]*\n)*/.exec(buffer.slice(position, position + 10_000))?.[0].length ?? 0);
        const character = buffer[start] ?? '';
        if ('[{"\''.includes(character) && character) {
          return { character, line: buffer.slice(0, start).split('\n').length };
        }
      }
      return undefined;
    },
  };
}

/** js-yaml ends a text that has no last line break; go-yaml leaves a block text (`|`) there without one, and so do we. */
function dropAddedBreak(state: State): void {
  const value: unknown = state.result;
  if (state.position === state.length && typeof value === 'string' && value.endsWith('\n')) {
    state.result = value.slice(0, -1);
  }
}

/** What JSON, and so the API server, has no form for. js-yaml would turn such keys into text without a word. */
function refuse({ result, input, position }: State): void {
  const value: unknown = result;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new BadScalar(`${value} is a number no object can hold; quote it if it is text`);
  }
  if (typeof value === 'string' && !value.isWellFormed()) throw new BadScalar('a text holds half of a surrogate pair');
  if (typeof value !== 'object') return;
  if (value !== null && Object.hasOwn(value, '[object Object]')) {
    throw new BadScalar('a map stands where a key is expected');
  }
  if (!/^\s*:\s/.test(input.slice(position, position + 80))) return;
  throw new BadScalar(
    value === null ? 'a key is null; quote it if it is text' : 'a map or a list stands where a key is expected',
  );
}
