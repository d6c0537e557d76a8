import { connect as connectSocket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { connect, serverVersion } from '../index.ts';
import { badServer, base64, fixture, json, kubeconfig } from '../testing/bad-server.ts';

const get = { method: 'GET', path: '/x' } as const;

/** An HTTP proxy that knows CONNECT, as a company's does. */
async function proxy(refuse = false): Promise<{ url: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (head) => {
      const target = /^CONNECT (\S+):(\d+) /.exec(head.toString());
      tunnels.push(`${target?.[1]}:${target?.[2]}`);
      if (refuse || !target) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      const upstream = connectSocket(Number(target[2]), target[1]);
      upstream.on('error', () => socket.destroy());
      upstream.once('connect', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(upstream).pipe(socket);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels };
}

test('proxy-url of the cluster is gone through', async () => {
  const server = await badServer((_, response) => json(response, { gitVersion: 'v1' }), {
    cert: fixture('server.crt'),
    key: fixture('server.key'),
  });
  const between = await proxy();
  const api = await connect({
    kubeconfig: kubeconfig({
      server: server.url,
      'certificate-authority-data': base64(fixture('ca.crt')),
      'proxy-url': between.url,
    }),
  });
  onTestFinished(() => api.close());
  expect(await serverVersion(api)).toMatchObject({ gitVersion: 'v1' });
  expect(between.tunnels).toEqual([`127.0.0.1:${server.port}`]);
});

test('a proxy that refuses is told as that', async () => {
  const between = await proxy(true);
  const api = await connect({ kubeconfig: kubeconfig({ server: 'https://k8s.invalid', 'proxy-url': between.url }) });
  onTestFinished(() => api.close());
  await expect(api.request(get)).rejects.toMatchObject({
    code: 'Unreachable',
    message: expect.stringContaining('the proxy in front of https://k8s.invalid refused') as string,
  });
});
