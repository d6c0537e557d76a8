/** Webhooks of forges and registries: a reason to look, and nothing more. Not one word of a payload is believed. */
import { messageOf, Problem } from '../../lib/errors.ts';
import type { Hint } from '../sources/types.ts';
import { parsePayload } from './payload.ts';
import { bitbucket } from './providers/bitbucket.ts';
import { distribution } from './providers/distribution.ts';
import { generic } from './providers/generic.ts';
import { gitea } from './providers/gitea.ts';
import { github } from './providers/github.ts';
import { gitlab } from './providers/gitlab.ts';
import { harbor } from './providers/harbor.ts';
import type { HookEvent, HookHeaders, HookProvider } from './types.ts';

export type { HookEvent, HookHeaders } from './types.ts';

/** By the last part of the path that a webhook is sent to. */
const providers: Readonly<Record<string, HookProvider>> = {
  github,
  gitlab,
  gitea,
  forgejo: gitea,
  bitbucket,
  harbor,
  distribution,
  generic,
};

export const hookProviders: readonly string[] = Object.keys(providers);

/**
 * Anybody may send a body, and it has to be whole before its signature can be checked. Senders that cut their lists (all but GitHub's, whose
 * push may name 2,048 commits) need a hundredth of it; what is larger is found at the next look of the source.
 */
export const maxHookBytes: number = 2 ** 20;

const maxUrls = 200;
const maxUrlLength = 2_048;

export interface HookAnswer {
  readonly status: number;
  readonly message: string;
}

/** What a webhook says. Problem `NotFound`, `LimitExceeded`, `Unauthorized` or `InvalidInput`, in this order, for one that is not to be read. */
export function readHook(provider: string, headers: HookHeaders, body: Uint8Array, secret: Uint8Array): HookEvent {
  const known = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (!known) throw new Problem('NotFound', `webhooks are taken of ${hookProviders.join(', ')}`);
  if (body.length > maxHookBytes) {
    throw new Problem('LimitExceeded', `the body is larger than ${maxHookBytes / 2 ** 20} MB`);
  }
  if (!known.proves(headers, body, secret)) throw new Problem('Unauthorized', 'not authorized');
  const event = known.read(headers, parsePayload(body));
  return event.kind === 'changed' ? { kind: 'changed', urls: usable(event.urls) } : event;
}

/**
 * Answers POST /hooks/:provider. `hint` looks at the sources that a change may be in and gives how many these are. Who does not
 * know the secret learns nothing; who does learns what became of it.
 */
export function handleHook(
  provider: string,
  headers: HookHeaders,
  body: Uint8Array,
  secret: Uint8Array,
  hint: (hint: Hint) => number,
): HookAnswer {
  try {
    return answerTo(readHook(provider, headers, body, secret), hint);
  } catch (error) {
    const status = error instanceof Problem ? statuses[error.code] : undefined;
    // Anything else is a defect, which the server's own handler has to see.
    if (status === undefined) throw error;
    return { status, message: messageOf(error) };
  }
}

const statuses: Readonly<Partial<Record<Problem['code'], number>>> = {
  NotFound: 404,
  LimitExceeded: 413,
  Unauthorized: 401,
  InvalidInput: 400,
};

function answerTo(event: HookEvent, hint: (hint: Hint) => number): HookAnswer {
  switch (event.kind) {
    case 'ping':
      return { status: 200, message: 'pong' };
    case 'ignored':
      return { status: 202, message: `ignored: ${event.event.slice(0, 64) || 'it names no event'}` };
    case 'changed':
      if (event.urls.length === 0) return { status: 202, message: 'ignored: it names no repository' };
      return { status: 200, message: `sources looked at: ${hint({ urls: event.urls })}` };
  }
}

function usable(urls: readonly string[]): string[] {
  return [...new Set(urls)].filter((url) => url !== '' && url.length <= maxUrlLength).slice(0, maxUrls);
}
