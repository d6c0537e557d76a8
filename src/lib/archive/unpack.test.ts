import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { expect, test } from 'vitest';
import { packTarGzip } from './pack.ts';
import { archiveLimits, unpackTar } from './unpack.ts';

type Item = Partial<Header> & { name: string };

async function tar(...items: [Item, string?][]): Promise<Uint8Array> {
  const writer = pack();
  for (const [header, content] of items) writer.entry(header, content ?? '');
  writer.finalize();
  return await buffer(writer);
}

test('what is packed unpacks the same, and the same files give the same bytes', async () => {
  const files = new Map([
    ['b/run.sh', { bytes: Buffer.from('#!/bin/sh'), executable: true }],
    [`a/${'long/'.repeat(60)}x`, { bytes: Buffer.from('ä'), executable: false }],
  ]);
  const packed = await packTarGzip(files);
  expect(Buffer.compare(packed, await packTarGzip(new Map([...files].toReversed())))).toBe(0);
  expect(await unpackTar(packed, 'it')).toEqual(new Map([...files].toReversed()));
});

test('paths are normalised, directories left out, the last of two files with one path wins', async () => {
  const files = await unpackTar(
    gzipSync(await tar([{ name: './a/', type: 'directory' }], [{ name: './a//b' }, '1'], [{ name: 'a/b' }, '2'])),
    'it',
  );
  expect([...files].map(([path, { bytes }]) => `${path} ${Buffer.from(bytes).toString()}`)).toEqual(['a/b 2']);
});

test('links inside the archive become the files they lead to', async () => {
  const files = await unpackTar(
    await tar(
      [{ name: 'd/soft', type: 'symlink', linkname: '../x' }],
      [{ name: 'hard', type: 'link', linkname: 'd/soft' }],
      [{ name: 'x' }, 'content'],
    ),
    'it',
  );
  expect(Buffer.from(files.get('d/soft')?.bytes ?? []).toString()).toBe('content');
  expect(files.get('hard')).toBe(files.get('x'));
});

test.each<[string, [Item, string?][], string]>([
  ['a parent path', [[{ name: '../x' }, '']], 'it holds the path "../x", which leads out of it'],
  ['a hidden parent path', [[{ name: 'a/../../x' }, '']], 'leads out of it'],
  ['an absolute path', [[{ name: '/etc/passwd' }, '']], 'leads out of it'],
  ['a backslash', [[{ name: 'a\\..\\x' }, '']], 'leads out of it'],
  [
    'a link out',
    [[{ name: 'l', type: 'symlink', linkname: '../../etc/passwd' }]],
    'it holds a link from l to ../../etc/passwd, which is no file in it',
  ],
  ['an absolute link', [[{ name: 'l', type: 'symlink', linkname: '/etc/passwd' }]], 'which is no file in it'],
  [
    'a loop of links',
    [[{ name: 'a', type: 'symlink', linkname: 'b' }], [{ name: 'b', type: 'symlink', linkname: 'a' }]],
    'which is no file in it',
  ],
  [
    'a device',
    [[{ name: 'null', type: 'character-device' }]],
    'it holds null, which is neither a file nor a directory',
  ],
  ['a large file', [[{ name: 'x' }, 'x'.repeat(1_001)]], 'x in it is larger than'],
  [
    'many entries',
    [[{ name: '1' }], [{ name: '2' }], [{ name: '3' }], [{ name: '4' }]],
    'it holds more than 3 entries',
  ],
])('%s is refused', async (_, items, why) => {
  await expect(
    unpackTar(await tar(...items), 'it', { totalBytes: 2 ** 20, fileBytes: 1_000, entries: 3 }),
  ).rejects.toThrow(why);
});

test('a gzip bomb is stopped at the bound', async () => {
  const bomb = gzipSync(Buffer.alloc(4 * 2 ** 20));
  await expect(unpackTar(bomb, 'it', { ...archiveLimits, totalBytes: 2 ** 20 })).rejects.toThrow(
    'it unpacks to more than 1 MB',
  );
});

test('damaged archives are told as such', async () => {
  const whole = gzipSync(await tar([{ name: 'x' }, 'x'.repeat(5_000)]));
  await expect(unpackTar(whole.subarray(0, 40), 'it')).rejects.toThrow('it is not valid gzip');
  await expect(unpackTar(Buffer.from('<html>not found</html>'.repeat(40)), 'it')).rejects.toThrow(
    'it is not a tar archive, or is damaged',
  );
  const cut = await tar([{ name: 'x' }, 'x'.repeat(5_000)]);
  await expect(unpackTar(cut.subarray(0, 1_024), 'it')).rejects.toThrow('it is not a tar archive, or is damaged');
});
