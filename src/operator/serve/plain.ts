import type { FastifyReply } from 'fastify';

/** A line of plain text that no browser takes for anything else and no cache keeps. */
export function plain(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply
    .code(status)
    .headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    .type('text/plain; charset=utf-8')
    .send(`${message}\n`);
}
