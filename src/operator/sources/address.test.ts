import { expect, test } from 'vitest';
import { addressOf, hostOf } from './address.ts';

test.each([
  'https://git.example/Team/shop.git',
  'https://GIT.example/team/shop',
  'https://user:pw@git.example/team/shop/',
  'http://git.example:8080/team/shop.git',
  'ssh://git@git.example:2222/team/shop.git',
  'git@git.example:team/shop.git',
  'git.example:team/shop.git',
  'git@git.example:/team/shop',
  'git://git.example/team/shop.git',
  'oci://git.example/team/shop',
  'git.example/team/shop:1.2.3',
  'git.example:5000/team/shop@sha256:abc123',
  'https://git.example/team/shop/.git',
])('%s is one and the same', (text) => {
  expect(addressOf(text)).toBe('git.example/team/shop');
});

test.each(['', 'shop', '../shop', 'a b', `https://x/${'y'.repeat(3_000)}`])('%j is no address', (text) => {
  expect(addressOf(text)).toBeUndefined();
});

test('what differs stays apart', () => {
  expect(addressOf('https://git.example/team/shop-2')).not.toBe(addressOf('https://git.example/team/shop'));
  expect(addressOf('https://other.example/team/shop')).not.toBe(addressOf('https://git.example/team/shop'));
  expect(hostOf('git@git.example:team/shop.git')).toBe('git.example');
});
