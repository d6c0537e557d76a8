/** One POST to where a user said: over http or https, to no address of the machine itself, no redirect, bounded in time and size. */
import { request as plain, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import { deadline } from '../../lib/async.ts';
import { messageOf, Problem } from '../../lib/errors.ts';
import { type AddressRules, checkHost, guardedLookup } from './addresses.ts';

export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The beginning of it. */
  readonly body: string;
}

export interface PostOptions {
  readonly rules: AddressRules;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const answerBytes = 16_384;

/** Every status is an answer. Problem `Forbidden` for an address that is not allowed, `Unreachable` when there is no answer; neither names more of the URL than its host. */
export async function post(post: Post, options: PostOptions): Promise<Answer> {
  checkHost(post.url, options.rules);
  try {
    return await exchange(post, options);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const late = error instanceof Error && error.name === 'TimeoutError';
    const why = late ? `no answer within ${options.timeoutMs / 1_000} s` : reasonOf(error);
    throw new Problem('Unreachable', `${post.url.host} cannot be reached: ${why}`);
  }
}

function exchange({ url, headers, body }: Post, { rules, timeoutMs, signal }: PostOptions): Promise<Answer> {
  const options: RequestOptions = {
    method: 'POST',
    headers: { 'user-agent': 'tug', 'content-length': String(Buffer.byteLength(body)), ...headers },
    // A connection of its own each time: news are rare, and a kept one would outlive what its name resolved to.
    agent: false,
    lookup: guardedLookup(rules),
  };
  const ended = deadline(signal, timeoutMs);
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? secure(url, options) : plain(url, options);
    const stop = (): void => void request.destroy(ended.reason as Error);
    ended.addEventListener('abort', stop, { once: true });
    request.on('error', (error) => reject(ended.aborted ? (ended.reason as Error) : error));
    request.on('close', () => ended.removeEventListener('abort', stop));
    request.on('response', (response) => void read(response).then(resolve, reject));
    request.end(body);
    if (ended.aborted) stop();
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length >= answerBytes) break;
  }
  const body = Buffer.concat(chunks).subarray(0, answerBytes).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** Node's own messages name addresses and paths; their codes do not. */
function reasonOf(error: unknown): string {
  const { code } = error as { code?: string };
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'connection refused',
    ENOTFOUND: 'the name does not resolve',
    EAI_AGAIN: 'the name does not resolve for now',
    ECONNRESET: 'the connection broke',
  };
  return code === undefined ? messageOf(error) : (known[code] ?? code);
}
