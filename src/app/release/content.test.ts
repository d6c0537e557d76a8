import { expect, test } from 'vitest';
import { packContent, unpackContent } from './content.ts';

const desired = {
  key: '/ConfigMap/a/b',
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'a' } },
  digest: 'd',
  where: 'a.yaml:1',
  ignored: [],
};

test('what is packed is what is unpacked', () => {
  const content = { desired: [desired], terms: { conflicts: 'take' } };
  expect(unpackContent(packContent(content), 'release 1')).toEqual(content);
});

test.each([
  ['nothing', new Uint8Array()],
  ['something that is not packed', Buffer.from('{}')],
  ['a release of another shape', packContent([desired] as unknown as Parameters<typeof packContent>[0])],
])('%s is one sentence that names the release', (_, bytes) => {
  expect(() => unpackContent(bytes, 'release 7 of team-a/shop')).toThrow(
    expect.objectContaining({ code: 'InvalidInput', where: 'release 7 of team-a/shop' }) as Error,
  );
});
