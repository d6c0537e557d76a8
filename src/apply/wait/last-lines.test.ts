import { expect, test } from 'vitest';
import type { Api, ApiRequest } from '../../kube/index.ts';
import { lastLines, withLines } from './last-lines.ts';

const log = { namespace: 'n', pod: 'web-1', container: 'app' };

/** A server that knows the log of the present run, of the one before, or neither. */
function serverWith(written: { readonly previous?: string; readonly present?: string }): {
  api: Api;
  asked: ApiRequest[];
} {
  const asked: ApiRequest[] = [];
  const request = (one: ApiRequest): Promise<unknown> => {
    asked.push(one);
    const text = one.query?.previous ? written.previous : written.present;
    return text === undefined ? Promise.reject(new Error('no such run')) : Promise.resolve({ body: Buffer.from(text) });
  };
  return { api: { request } as unknown as Api, asked };
}

test('the run that crashed is read first, bounded in lines and bytes', async () => {
  const { api, asked } = serverWith({
    previous: Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n'),
    present: 'no',
  });
  expect(await lastLines(api, log)).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i + 20}`));
  expect(asked).toHaveLength(1);
  expect(asked[0]?.query).toMatchObject({ container: 'app', tailLines: 10, limitBytes: 8_192, previous: true });
});

test('without an earlier run the present one is read, and no line is longer than a screen can bear', async () => {
  const { api } = serverWith({ present: `${'x'.repeat(5_000)}\n\nend\n` });
  expect(await lastLines(api, log)).toEqual(['x'.repeat(300), 'end']);
});

test('a log that cannot be had leaves the reason alone', async () => {
  const { api } = serverWith({});
  expect(withLines('it crashed', await lastLines(api, log))).toBe('it crashed');
  expect(withLines('it crashed', ['boom'])).toBe('it crashed; its last lines:\n  boom');
});
