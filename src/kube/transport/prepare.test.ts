import { expect, test } from 'vitest';
import { impersonationHeaders, pathAndQuery } from './prepare.ts';

test('a query leaves out what is not set and escapes the rest', () => {
  const query = { labelSelector: 'app in (a,b)', limit: 5, continue: undefined, force: false, fieldManager: '' };
  expect(pathAndQuery('/k8s', { method: 'GET', path: '/api/v1/pods', query })).toBe(
    '/k8s/api/v1/pods?labelSelector=app%20in%20(a%2Cb)&limit=5&force=false',
  );
});

test('a path that has a query already gets more of it', () => {
  expect(pathAndQuery('', { method: 'GET', path: '/openapi/v3/api/v1?hash=A', query: { a: 1 } })).toBe(
    '/openapi/v3/api/v1?hash=A&a=1',
  );
});

test('impersonation travels as headers; keys of extra fields are escaped', () => {
  expect(
    impersonationHeaders({ user: 'jane', uid: 'u', groups: ['a', 'b'], extra: { 'example.com/scope': ['x', 'y'] } }),
  ).toEqual({
    'impersonate-user': 'jane',
    'impersonate-uid': 'u',
    'impersonate-group': ['a', 'b'],
    'impersonate-extra-example.com%2Fscope': ['x', 'y'],
  });
  expect(impersonationHeaders({})).toEqual({});
});
