import type { FastifyInstance } from 'fastify';
import { plain } from './plain.ts';
import { rateLimit } from './rate.ts';
import type { Limits, ServerOptions } from './types.ts';

type Hook = { Params: { provider: string } };

/**
 * POST /hooks/:provider. The address that counts is that of the connection: a header that names another one can be made up. Who sends too
 * much is answered before its body is read.
 */
export function hooks(app: FastifyInstance, { hook, metrics }: ServerOptions, limits: Limits): void {
  const waitOf = rateLimit(limits.hookBurst, limits.hooksPerSecond, () => performance.now());
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.route<Hook>({
    method: 'POST',
    url: '/hooks/:provider',
    onRequest: (request, reply, next) => {
      const seconds = waitOf(request.ip);
      if (seconds === 0) return next();
      void plain(
        reply.headers({ 'retry-after': seconds, connection: 'close' }),
        429,
        'too many webhooks from this address',
      );
    },
    onResponse: (_, reply, next) => {
      metrics.hooked(reply.statusCode);
      next();
    },
    handler: async (request, reply) => {
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const { status, message } = await hook(request.params.provider, request.headers, body);
      return plain(reply, status, message);
    },
  });
}
