import { expect, test } from 'vitest';
import { resolveUrl } from './submodules.ts';

test.each([
  ['https://o.example/x.git', 'https://git.example/team/shop.git', 'https://o.example/x.git'],
  ['../lib.git', 'https://git.example/team/shop.git', 'https://git.example/team/lib.git'],
  ['../../other/lib.git', 'https://git.example/team/shop.git/', 'https://git.example/other/lib.git'],
  ['./lib', 'https://git.example/team/shop', 'https://git.example/team/shop/lib'],
  ['../lib.git', 'git@git.example:team/shop.git', 'git@git.example:team/lib.git'],
  ['../lib.git', 'git@git.example:/srv/shop.git', 'git@git.example:/srv/lib.git'],
  ['../lib', 'ssh://git@git.example:22/team/shop', 'ssh://git@git.example:22/team/lib'],
])('%s of %s is %s', (url, parent, expected) => {
  expect(resolveUrl(url, parent)).toBe(expected);
});

test('a URL that leads out of the server is refused', () => {
  expect(() => resolveUrl('../../../x', 'https://git.example/team/shop.git')).toThrow('leads out of');
});
