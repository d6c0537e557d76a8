import { expect, test } from 'vitest';
import { refusal, type Refusal } from './status.ts';

function refused(body: unknown, over: Partial<Refusal> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify({ kind: 'Status', ...(body as object) });
  return refusal({
    status: 422,
    headers: {},
    body: Buffer.from(text),
    server: 'https://s',
    about: 'Secret shop/db',
    secret: false,
    ...over,
  });
}

test('a Status keeps its reason, code, message and causes', () => {
  const causes = [{ reason: 'FieldValueInvalid', message: 'Invalid value: 5', field: 'spec.replicas' }];
  const error = refused({
    message: 'Deployment "x" is invalid',
    reason: 'Invalid',
    code: 422,
    details: { name: 'x', causes },
  });
  expect(error).toMatchObject({
    code: 'ApiRefused',
    status: 422,
    reason: 'Invalid',
    message: 'Deployment "x" is invalid',
    details: { name: 'x', causes },
  });
});

test.for([
  [401, 'Unauthorized', 'Unauthorized'],
  [403, 'Forbidden', 'Forbidden'],
  [404, 'NotFound', 'NotFound'],
  [409, 'Conflict', 'Conflict'],
  [410, 'ApiRefused', 'Expired'],
  [503, 'ApiRefused', 'ServiceUnavailable'],
  [418, 'ApiRefused', 'Http418'],
] as const)('HTTP %i without a Status is %s, reason %s', ([status, code, reason]) => {
  expect(refused('<html>nginx</html>', { status })).toMatchObject({ status, code, reason });
});

test('a page of HTML is not quoted, a line of text is', () => {
  expect(refused('<html>secret page</html>', { status: 502 }).message).toBe('https://s answered with HTTP status 502');
  expect(refused('404 page not found\n', { status: 404 }).message).toBe(
    'https://s answered with HTTP status 404: 404 page not found',
  );
});

test('Retry-After is told, from the header or the details', () => {
  expect(refused({ code: 429 }, { status: 429, headers: { 'retry-after': '7' } }).retryAfterSeconds).toBe(7);
  expect(refused({ code: 429, details: { retryAfterSeconds: 3 } }, { status: 429 }).retryAfterSeconds).toBe(3);
});

test('null details and causes are absent ones', () => {
  expect(refused({ code: 422, details: null }).details).toBeUndefined();
  expect(refused({ code: 422, details: { name: 'x', causes: null } }).details).toEqual({ name: 'x' });
});

test('what the server says of a Secret is reduced to reason and fields', () => {
  const message =
    'failed to create typed patch object: .stringData.password: expected string, got &value.valueUnstructured{Value:12345}';
  const causes = [{ reason: 'FieldValueInvalid', message: 'Invalid value: "hunter2"', field: 'data[key]' }];
  const error = refused({ message, reason: 'Invalid', code: 422, details: { causes } }, { secret: true });
  expect(error.message).toContain('data[key]');
  expect(error.message).toContain('stringData.password');
  expect(JSON.stringify(error) + error.message).not.toMatch(/12345|hunter2/);
});

test('of a Secret the authoriser and the conflicting managers are still named', () => {
  const forbidden =
    'secrets "db" is forbidden: User "ci" cannot get resource "secrets" in API group "" in the namespace "shop"';
  expect(refused({ message: forbidden, reason: 'Forbidden', code: 403 }, { secret: true, status: 403 }).message).toBe(
    forbidden,
  );
  const webhook = 'admission webhook "x" denied the request: password hunter2 is weak';
  expect(
    refused({ message: webhook, reason: 'Forbidden', code: 403 }, { secret: true, status: 403 }).message,
  ).not.toContain('hunter2');
});
