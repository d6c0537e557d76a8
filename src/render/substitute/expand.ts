import { operators } from './operators.ts';

/** What is wrong with an expression; the caller knows where it stands. */
export class BadExpression extends Error {
  override readonly name = 'BadExpression';
}

export class UnsetVariable extends Error {
  override readonly name = 'UnsetVariable';
}

export type Variables = Readonly<Record<string, string>>;

/**
 * Replaces `${…}` by the grammar that Flux's postBuild takes (fluxcd/pkg/envsubst, from drone/envsubst): `$$` is a dollar sign,
 * `$name` without braces stays, defaults and arguments may hold expressions. Strict: a bare `${name}` must be set.
 */
export function expand(text: string, variables: Variables, strict: boolean): string {
  let out = '';
  let at = 0;

  const fail = (start: number, why: string): never => {
    throw new BadExpression(`${text.slice(start, start + 40).split('\n', 1)[0]}: ${why}`);
  };

  /** Reads up to one of `stops`, expanding what is inside. A backslash keeps a slash or a backslash where `escapes` says so. */
  const argument = (start: number, stops: string, escapes: boolean): string => {
    let value = '';
    while (at < text.length && !stops.includes(text[at] ?? '')) {
      if (text.startsWith('${', at)) value += expression();
      else {
        if (escapes && /^\\[/\\]/.test(text.slice(at, at + 2))) at += 1;
        value += text[at++];
      }
    }
    return at < text.length ? value : fail(start, 'the closing brace is missing');
  };

  const expression = (): string => {
    const start = at;
    at += 2;
    const length = text[at] === '#';
    if (length) at += 1;
    const name =
      /^[\p{L}\p{Nd}_]+/u.exec(text.slice(at, at + 256))?.[0] ?? fail(start, 'a variable name is expected after "${"');
    at += name.length;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const rest = text.slice(at, at + 2);
    const operator = length ? '' : (/^(?::[=\-?+]|:|=|,,?|\^\^?|\/[/#%]?|##?|%%?)/.exec(rest)?.[0] ?? '');
    at += operator.length;
    const args: string[] = [];
    const { stops, escapes } = operators[operator] ?? { stops: [], escapes: false };
    for (const [index, stop] of stops.entries()) {
      if (index > 0 && text[at] === '}') break;
      if (index > 0) at += 1;
      args.push(argument(start, stop, escapes));
    }
    if (text[at] !== '}') {
      fail(
        start,
        at < text.length ? `${JSON.stringify(text[at])} is not expected here` : 'the closing brace is missing',
      );
    }
    at += 1;
    if (length) return String((value ?? '').length);
    if (operator === '' && value === undefined && strict) throw new UnsetVariable(name);
    return operators[operator]?.apply(value ?? '', args) ?? value ?? '';
  };

  while (at < text.length) {
    if (text.startsWith('$$', at)) {
      out += '$';
      at += 2;
    } else if (text.startsWith('${', at)) out += expression();
    else out += text[at++];
  }
  return out;
}
