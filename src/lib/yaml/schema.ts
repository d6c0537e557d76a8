import { FAILSAFE_SCHEMA, Type } from 'js-yaml';
import { resolveScalar } from './scalar.ts';

/** Raised by a tag's reader; the parser adds the place. */
export class BadScalar extends Error {
  override readonly name = 'BadScalar';
}

const core = (name: string): string => `tag:yaml.org,2002:${name}`;

/** Every plain scalar that is not text. js-yaml asks `resolve` first and constructs only what it accepts. */
const plain = new Type(core('plain'), {
  kind: 'scalar',
  resolve: (text: string | null) => text === null || resolveScalar(text) !== text,
  construct: (text: string | null) => resolveScalar(text ?? ''),
});

const merge = new Type(core('merge'), { kind: 'scalar', resolve: (text: string | null) => text === '<<' });

/** `!!int "5"`: the tag demands a kind of value, quoted or not. */
function demanded(name: string, accepts: (value: unknown) => boolean): Type {
  return new Type(core(name), {
    kind: 'scalar',
    construct: (text: string | null) => {
      const value = resolveScalar(text ?? '');
      if (!accepts(value)) throw new BadScalar(`"${text}" is not what its tag !!${name} says`);
      return value;
    },
  });
}

const binary = new Type(core('binary'), {
  kind: 'scalar',
  construct: (text: string | null) => {
    const base64 = (text ?? '').replaceAll(/\s/g, '');
    if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
      throw new BadScalar('a !!binary value is not base64');
    }
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
    } catch {
      throw new BadScalar('a !!binary value is not text: no field of an object can hold it');
    }
  },
});

/** Tags nobody here knows are dropped and their values kept, as go-yaml does. */
const unknown = ['!', 'tag:'].flatMap((prefix) => [
  new Type(prefix, { kind: 'scalar', multi: true, construct: (text: string | null) => text ?? '' }),
  new Type(prefix, { kind: 'sequence', multi: true, construct: (items: unknown[] | null) => items ?? [] }),
  new Type(prefix, { kind: 'mapping', multi: true, construct: (members: unknown) => members ?? {} }),
]);

export const goSchema = FAILSAFE_SCHEMA.extend({
  implicit: [plain, merge],
  explicit: [
    demanded('int', Number.isSafeInteger),
    demanded('float', (value) => typeof value === 'number'),
    demanded('bool', (value) => typeof value === 'boolean'),
    demanded('null', (value) => value === null),
    new Type(core('timestamp'), { kind: 'scalar', construct: (text: string | null) => text ?? '' }),
    binary,
    ...unknown,
  ],
});
