import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppStatusFields } from '../../app/spec/schema/status.ts';
import { type Api, ApiError, type ApiRequest } from '../../kube/index.ts';
import { statusOf } from './compose.ts';
import type { AppKey } from './put.ts';
import type { Reason } from './types.ts';
import { createStatusWriter, type StatusWriterOptions } from './writer.ts';

type Trouble = NonNullable<StatusWriterOptions['onTrouble']>;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

const shop: AppKey = { namespace: 'team', name: 'shop', uid: 'u1' };

const status = (reason: Reason, message = 'm', before?: AppStatusFields): AppStatusFields =>
  statusOf(before, { generation: 1, said: { reason, message } }, Date.now());

/** Keeps what was sent; `answer` may throw, or hold an answer back. */
function server(answer: (request: ApiRequest, nth: number) => unknown = () => undefined) {
  const sent: { path: string; reason: string; message: string }[] = [];
  const request = async (request: ApiRequest): Promise<unknown> => {
    const [, { value }] = request.body as [unknown, { value: AppStatusFields }];
    const { reason = '', message = '' } = value.conditions[0] ?? {};
    sent.push({ path: request.path, reason, message });
    return answer(request, sent.length);
  };
  return { api: { request } as unknown as Api, sent };
}

const refusal = (code: number, causes = 0): ApiError =>
  new ApiError({
    status: code,
    reason: code === 422 ? 'Invalid' : 'InternalError',
    message: 'no',
    details: { causes: Array.from({ length: causes }, () => ({})) },
  });

describe('what is written', () => {
  test('an answer goes out at once, with the uid as a fence', async () => {
    const requests: ApiRequest[] = [];
    const { api } = server((request) => requests.push(request));
    createStatusWriter({ api }).write(shop, undefined, status('Deployed'));
    await vi.advanceTimersByTimeAsync(0);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'PATCH',
      path: '/apis/tug.dev/v1alpha1/namespaces/team/apps/shop/status',
      query: { fieldManager: 'tug-operator' },
      body: [{ op: 'test', path: '/metadata/uid', value: 'u1' }, { path: '/status' }],
    });
  });

  test('a deploy that is over within a second costs one write', async () => {
    const { api, sent } = server();
    const writer = createStatusWriter({ api });
    writer.write(shop, undefined, status('Deploying'));
    await vi.advanceTimersByTimeAsync(900);
    writer.write(shop, undefined, status('Deployed'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent.map(({ reason }) => reason)).toEqual(['Deployed']);
  });

  test('a deploy that ends where it began costs none', async () => {
    const { api, sent } = server();
    const writer = createStatusWriter({ api });
    const before = status('Deployed');
    writer.write(shop, before, status('Deploying', 'm', before));
    await vi.advanceTimersByTimeAsync(900);
    writer.write(shop, before, status('Deployed', 'm', before));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toEqual([]);
  });

  test('work that lasts is written three seconds after it was first said, and then once in three seconds at most', async () => {
    const { api, sent } = server();
    const writer = createStatusWriter({ api });
    for (let tenth = 0; tenth < 75; tenth += 1) {
      writer.write(shop, undefined, status('WaitingForHealth', `${tenth} of 75 pods`));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(sent.map(({ message }) => message)).toEqual(['29 of 75 pods', '59 of 75 pods']);
  });

  test('what an App waits for is written sooner', async () => {
    const { api, sent } = server();
    createStatusWriter({ api }).write(shop, undefined, status('WaitingForDependency'));
    await vi.advanceTimersByTimeAsync(500);
    expect(sent).toHaveLength(1);
  });

  test('work that somebody asked for is written at once', async () => {
    const { api, sent } = server();
    createStatusWriter({ api }).write(shop, undefined, status('Deploying'), { soon: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(1);
  });

  test('nothing goes out of a replica that may not write', async () => {
    const { api, sent } = server();
    createStatusWriter({ api, mayWrite: () => false }).write(shop, undefined, status('Deployed'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toEqual([]);
  });

  test('what could not go out for a while is not lost', async () => {
    const { api, sent } = server();
    let may = false;
    const writer = createStatusWriter({ api, mayWrite: () => may });
    writer.write(shop, undefined, status('Failed', '1'));
    await vi.advanceTimersByTimeAsync(10_000);
    writer.write(shop, undefined, status('Deployed', '2'));
    await vi.advanceTimersByTimeAsync(10_000);
    may = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent.map(({ message }) => message)).toEqual(['2']);
  });

  test('of an App that another replica works on nothing goes out afterwards', async () => {
    const { api, sent } = server();
    let may = false;
    const writer = createStatusWriter({ api, mayWrite: () => may });
    writer.write(shop, undefined, status('Failed', '1'));
    await vi.advanceTimersByTimeAsync(10_000);
    writer.forget('u1');
    may = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toEqual([]);
  });

  test('closing does not wait for leave to write', async () => {
    const { api, sent } = server();
    const writer = createStatusWriter({ api, mayWrite: () => false });
    writer.write(shop, undefined, status('Failed', '1'));
    let closed = false;
    void writer.close().then(() => (closed = true));
    await vi.advanceTimersByTimeAsync(1_000);
    expect({ closed, sent }).toEqual({ closed: true, sent: [] });
  });
});

describe('order and load', () => {
  test('while one write of an App is under way the next waits, and only the newest of those goes out', async () => {
    let answer = (): void => undefined;
    const { api, sent } = server((_, nth) =>
      nth === 1 ? new Promise<void>((resolve) => (answer = resolve)) : undefined,
    );
    const writer = createStatusWriter({ api });
    for (const message of ['1', '2', '3']) {
      writer.write(shop, undefined, status('Failed', message));
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(sent.map(({ message }) => message)).toEqual(['1']);
    expect(writer.latest('u1')?.conditions[0]?.message).toBe('3');
    answer();
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.map(({ message }) => message)).toEqual(['1', '3']);
  });

  test('no more than sixteen at once, in the order they came', async () => {
    const answers: (() => void)[] = [];
    const { api, sent } = server(() => new Promise<void>((resolve) => answers.push(resolve)));
    const writer = createStatusWriter({ api });
    for (let n = 0; n < 20; n += 1) {
      writer.write({ ...shop, name: `a${n}`, uid: `u${n}` }, undefined, status('Deployed'));
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(16);
    answers[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(17);
    const names = Array.from({ length: 17 }, (_, n) => `a${n}`);
    expect(sent.map(({ path }) => path.split('/').at(-2))).toEqual(names);
  });
});

describe('when the server does not take it', () => {
  test('an App that is gone, or another by its name, is forgotten without a word', async () => {
    for (const error of [new ApiError({ status: 404, reason: 'NotFound', message: 'no' }), refusal(422)]) {
      const onTrouble = vi.fn<Trouble>();
      const { api, sent } = server(() => {
        throw error;
      });
      const writer = createStatusWriter({ api, onTrouble });
      writer.write(shop, undefined, status('Deployed'));
      await vi.advanceTimersByTimeAsync(600_000);
      expect(sent).toHaveLength(1);
      expect(onTrouble).not.toHaveBeenCalled();
      expect(writer.latest('u1')).toBeUndefined();
    }
  });

  test('a status the schema refuses is told and not tried again; another one is', async () => {
    const onTrouble = vi.fn<Trouble>();
    const { api, sent } = server((_, nth) => {
      if (nth === 1) throw refusal(422, 1);
    });
    const writer = createStatusWriter({ api, onTrouble });
    writer.write(shop, undefined, status('Deployed'));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sent).toHaveLength(1);
    expect(onTrouble).toHaveBeenCalledExactlyOnceWith(shop, expect.any(ApiError), true);
    writer.write(shop, undefined, status('Failed'));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(2);
  });

  test('trouble that passes is waited out with growing pauses, and the newest status is what arrives', async () => {
    let broken = true;
    const { api, sent } = server(() => {
      if (broken) throw refusal(500);
    });
    const writer = createStatusWriter({ api, random: () => 1 });
    writer.write(shop, undefined, status('Failed', 'old'));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(sent).toHaveLength(4); // at 0, 1, 3 and 7 s
    writer.write(shop, undefined, status('Deployed', 'new'));
    await vi.advanceTimersByTimeAsync(500);
    expect(sent).toHaveLength(4);
    broken = false;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sent.slice(4).map(({ message }) => message)).toEqual(['new']);
  });
});

describe('the end', () => {
  test('flush sends what lingers and resolves when it is written', async () => {
    const { api, sent } = server();
    const writer = createStatusWriter({ api });
    writer.write(shop, undefined, status('Deploying'));
    await writer.flush('u1');
    expect(sent).toHaveLength(1);
    await writer.flush();
    expect(sent).toHaveLength(1);
  });

  test('flush gives up after one failure, and the writer goes on trying', async () => {
    const { api, sent } = server((_, nth) => {
      if (nth === 1) throw refusal(503);
    });
    const writer = createStatusWriter({ api });
    writer.write(shop, undefined, status('Deployed'));
    await writer.flush();
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(2);
  });

  test('close sends what waits, takes nothing more, and does not wait longer than 5 s', async () => {
    const { api, sent } = server(() => new Promise(() => undefined));
    const writer = createStatusWriter({ api });
    writer.write(shop, undefined, status('Deploying'));
    const closed = writer.close();
    writer.write({ ...shop, uid: 'u2' }, undefined, status('Deployed'));
    await vi.advanceTimersByTimeAsync(5_000);
    await closed;
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('what is forgotten is not sent', async () => {
    const { api, sent } = server();
    const writer = createStatusWriter({ api });
    writer.write(shop, undefined, status('Deploying'));
    writer.forget('u1');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toEqual([]);
    expect(writer.latest('u1')).toBeUndefined();
  });
});
