import { expect, test } from 'vitest';
import { ociText, parseOciUrl } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['oci://ghcr.io/a/b', 'ghcr.io', 'a/b', undefined, undefined],
  ['oci://localhost:5000/a:v1', 'localhost:5000', 'a', 'v1', undefined],
  [`oci://r.example/a/b_c.d-e:v1@${digest}`, 'r.example', 'a/b_c.d-e', 'v1', digest],
  ['oci://[::1]:5000/a', '[::1]:5000', 'a', undefined, undefined],
])('%s is read and written back', (url, registry, repository, tag, at) => {
  const reference = parseOciUrl(url);
  expect(reference).toEqual({ registry, repository, tag, digest: at });
  expect(ociText(reference)).toBe(url);
});

test.each([
  'ghcr.io/a',
  'oci://ghcr.io',
  'oci:///a',
  'oci://a b/c',
  'oci://r.example/A',
  'oci://r.example/a:',
  'oci://r.example/a@sha256:1',
  'oci://user@r.example/a',
  'oci://r.example/../x',
])('%s is refused', (url) => {
  expect(() => parseOciUrl(url)).toThrow('is no OCI reference');
});
