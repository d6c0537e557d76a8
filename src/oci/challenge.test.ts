import { expect, test } from 'vitest';
import { parseChallenges } from './challenge.ts';

test.each([
  ['Basic realm="x"', [{ scheme: 'basic', parameters: { realm: 'x' } }]],
  [
    'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.example/token',
          service: 'registry.example',
          scope: 'repository:a/b:pull,push',
        },
      },
    ],
  ],
  [
    'Bearer realm="a, \\"b\\"", error=invalid_token, Basic realm=r',
    [
      { scheme: 'bearer', parameters: { realm: 'a, "b"', error: 'invalid_token' } },
      { scheme: 'basic', parameters: { realm: 'r' } },
    ],
  ],
  ['', []],
  ['Negotiate', [{ scheme: 'negotiate', parameters: {} }]],
])('%s is read', (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});
