import { expect, test } from 'vitest';
import { createPlaces, type Visitor } from './places.ts';

/** Looks that end when told, in the order they began. */
function setup() {
  const places = createPlaces({ total: 4, perHost: 3, doubtful: 1 });
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const visit = (name: string, visitor: Partial<Visitor>, signal = new AbortController().signal): Promise<void> =>
    places({ host: 'a', doubtful: false, ...visitor }, signal, async () => {
      begun.push(name);
      await new Promise<void>((done) => ends.set(name, done));
    });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((done) => setImmediate(done));
  };
  return { begun, visit, end };
}

test('a host with many sources leaves places and turns to the others', async () => {
  const { begun, visit, end } = setup();
  for (let i = 0; i < 6; i += 1) void visit(`a${i}`, {});
  for (const host of ['b', 'c', 'd']) void visit(host, { host });
  await end('');
  expect(begun).toEqual(['a0', 'a1', 'a2', 'b']);
  await end('a0');
  expect(begun.at(-1)).toBe('c');
  await end('a1');
  expect(begun.at(-1)).toBe('d');
  await end('b');
  expect(begun.at(-1)).toBe('a3');
});

test('what failed last time takes few places', async () => {
  const { begun, visit, end } = setup();
  for (let i = 0; i < 3; i += 1) void visit(`bad${i}`, { host: `h${i}`, doubtful: true });
  void visit('good', { host: 'g' });
  await end('');
  expect(begun).toEqual(['bad0', 'good']);
  await end('bad0');
  expect(begun.at(-1)).toBe('bad1');
});

test('who does not want its turn any more gives it up', async () => {
  const { begun, visit, end } = setup();
  const leaving = new AbortController();
  for (let i = 0; i < 3; i += 1) void visit(`a${i}`, {});
  const left = visit('a3', {}, leaving.signal);
  void visit('a4', {});
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await end('a0');
  expect(begun).toEqual(['a0', 'a1', 'a2', 'a4']);
});
