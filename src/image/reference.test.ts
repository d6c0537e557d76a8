import { expect, test } from 'vitest';
import { parseImageOption, parseReference } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['nginx', 'docker.io', 'library/nginx', undefined, undefined],
  ['bitnami/redis:7', 'docker.io', 'bitnami/redis', '7', undefined],
  ['localhost/x:v1', 'localhost', 'x', 'v1', undefined],
  ['localhost:5000/a/b', 'localhost:5000', 'a/b', undefined, undefined],
  [`ghcr.io/a/b_c:v1.2-x@${digest}`, 'ghcr.io', 'a/b_c', 'v1.2-x', digest],
  [`registry.k8s.io/pause@${digest}`, 'registry.k8s.io', 'pause', undefined, digest],
  ['[::1]:5000/x', '[::1]:5000', 'x', undefined, undefined],
])('%s is read', (text, registry, repository, tag, at) => {
  expect(parseReference(text)).toMatchObject({ registry, repository, tag, digest: at });
});

test.each([
  ['Nginx:1', 'the repository must be lower case'],
  ['nginx:', 'the tag "" is none'],
  ['nginx:-x', 'the tag "-x" is none'],
  ['nginx@sha256:abc', 'the digest sha256:abc is not sha256: and 64 hex digits'],
  ['https://x/y', 'it is written without https://'],
  ['a b', 'it holds white space'],
  ['', 'the name "" is none'],
  ['a//b', 'the name "a//b" is none'],
])('%j is refused', (text, why) => {
  expect(() => parseReference(text)).toThrow(why);
});

test.each([
  ['web=reg.example/web:v2', { name: 'web', ref: 'reg.example/web:v2' }],
  ['shop/web=:v2', { name: 'shop/web', ref: ':v2' }],
  [`web=@${digest}`, { name: 'web', ref: `@${digest}` }],
])('--image %s is read', (text, change) => {
  expect(parseImageOption(text)).toEqual(change);
});

test.each([
  ['web', 'is not NAME=REF'],
  ['=x', 'is not NAME=REF'],
  ['web=', 'is not NAME=REF'],
  ['web:v1=web:v2', 'NAME is the image without its tag'],
  ['web=:', 'the tag "" is none'],
  ['WEB=x', 'lower case'],
])('--image %s is refused', (text, why) => {
  expect(() => parseImageOption(text)).toThrow(why);
});
