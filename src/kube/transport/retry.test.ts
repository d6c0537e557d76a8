import { expect, test } from 'vitest';
import { retryDelay, type Trouble } from './retry.ts';

const trouble: Trouble = { what: 503, idempotent: true, attempts: 1, known: true };
const half = (): number => 0.5;

test('the server decides when to come back', () => {
  expect(retryDelay({ ...trouble, what: 429, retryAfterSeconds: 2, idempotent: false }, half)).toBe(2_125);
  expect(retryDelay({ ...trouble, what: 429, retryAfterSeconds: 3_600 }, half)).toBe(30_125);
});

test('a request that must not be sent twice is repeated only when the server certainly did nothing', () => {
  for (const what of [500, 502, 503, 504, 'ECONNRESET', 'UND_ERR_SOCKET']) {
    expect(retryDelay({ ...trouble, what, idempotent: false }, half)).toBeUndefined();
  }
  for (const what of [429, 'ECONNREFUSED']) {
    expect(retryDelay({ ...trouble, what, idempotent: false }, half)).toBeDefined();
  }
});

test('a server that never answered is not waited for', () => {
  expect(retryDelay({ ...trouble, what: 'ECONNREFUSED', known: false }, half)).toBeUndefined();
  expect(retryDelay({ ...trouble, what: 'ECONNREFUSED', known: true }, half)).toBeDefined();
});

test('other refusals and failures are final', () => {
  for (const what of [400, 404, 409, 422, 'ENOTFOUND', 'CERT_HAS_EXPIRED']) {
    expect(retryDelay({ ...trouble, what }, half)).toBeUndefined();
  }
});

test('waits grow, are jittered and end', () => {
  const waits = [1, 2, 3, 4, 5].map((attempts) => retryDelay({ ...trouble, attempts }, half));
  expect(waits).toEqual([150, 300, 600, 1_200, undefined]);
  expect(retryDelay(trouble, () => 0)).toBe(100);
});
