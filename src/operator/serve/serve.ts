import fastify, { type FastifyInstance, type FastifyReply, type FastifyError } from 'fastify';
import { messageOf, Problem } from '../../lib/errors.ts';
import { logFailure } from '../log/failure.ts';
import { hooks } from './hooks.ts';
import { defaultLimits } from './limits.ts';
import { plain } from './plain.ts';
import type { Limits, Server, ServerOptions } from './types.ts';

/**
 * What an operator tells over HTTP: /metrics, /healthz, /readyz, and POST /hooks/:provider; everything else is 404. It is plain HTTP and asks
 * nobody who they are: what a hook proves is in its body and headers. Problem Environment when the address cannot be listened on.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const limits = { ...defaultLimits, ...options.limits };
  const app = instance(limits);
  app.setNotFoundHandler((_, reply) => nothing(reply));
  app.setErrorHandler((error: FastifyError, _, reply) => refused(error, reply, options));
  app.get('/metrics', async (_, reply) => reply.type(options.metrics.contentType).send(await options.metrics.text()));
  app.get('/healthz', (_, reply) => tell(reply, options.health.live()));
  app.get('/readyz', (_, reply) => tell(reply, options.health.ready()));
  hooks(app, options, limits);
  app.server.maxConnections = limits.connections;
  const port = await listen(app, options);
  return { port, close: () => close(app, limits.closeMs) };
}

function instance(limits: Limits): FastifyInstance {
  return fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    maxRequestsPerSocket: limits.requestsPerConnection,
    exposeHeadRoutes: false,
    // A path that is no path, or a part of it that is too long.
    frameworkErrors: (_, __, reply) => void nothing(reply),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 64 },
    http: {
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: limits.headerBytes,
    },
  });
}

function nothing(reply: FastifyReply): FastifyReply {
  return plain(reply, 404, 'there is nothing here');
}

function tell(reply: FastifyReply, wrong: string | undefined): FastifyReply {
  return wrong === undefined ? plain(reply, 200, 'ok') : plain(reply, 503, wrong);
}

/** The sender learns about its own request, never about a defect of ours. */
function refused(error: FastifyError, reply: FastifyReply, { log }: ServerOptions): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status < 500) return plain(reply, status, messageOf(error));
  logFailure(log, 'a request could not be answered', error);
  return plain(reply, 500, 'something went wrong; the log of the operator says what');
}

/** Node watches over slow connections only until it closes: one that never gets to its request would hold the end up for ever. */
async function close(app: FastifyInstance, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  await app.close();
  clearTimeout(timer);
}

async function listen(app: FastifyInstance, { host, port }: ServerOptions): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new Problem('Environment', `cannot listen: ${messageOf(error)}`, {
      where: `${host}:${port}`,
      hint: 'choose another address to listen on, or end what holds this one',
      cause: error,
    });
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
