import { Problem } from '../../lib/errors.ts';
import type { ResourceType } from '../discovery/types.ts';
import { ApiError, type StatusDetails } from '../errors.ts';
import type { KubeObject } from '../object.ts';
import { withType } from '../verbs/accept.ts';

export type WatchEvent =
  | { readonly type: 'added' | 'modified' | 'deleted'; readonly object: KubeObject }
  /** Nothing changed up to this version: where to go on from. */
  | { readonly type: 'bookmark'; readonly resourceVersion: string };

const types: Record<string, 'added' | 'modified' | 'deleted'> = {
  ADDED: 'added',
  MODIFIED: 'modified',
  DELETED: 'deleted',
};

interface Raw {
  readonly type?: string;
  readonly object?: { readonly metadata?: { readonly resourceVersion?: string } };
}

interface ErrorStatus {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: StatusDetails;
}

/** One line → one event. An ERROR event is thrown: inside a 200 it says what a status would have said (410 above all). */
export function readEvent(type: ResourceType, line: string, about: string): WatchEvent | undefined {
  const raw = parse(line, about);
  const change = types[raw.type ?? ''];
  if (change) return { type: change, object: withType(type, raw.object) };
  if (raw.type === 'BOOKMARK') {
    return { type: 'bookmark', resourceVersion: raw.object?.metadata?.resourceVersion ?? '' };
  }
  if (raw.type !== 'ERROR') return undefined;
  const { code = 500, reason = 'InternalError', message, details } = raw.object as ErrorStatus;
  const secret = type.group === '' && type.kind === 'Secret';
  const said = secret || !message ? `the watch ended (${reason})` : message;
  throw new ApiError({
    status: code,
    reason,
    message: said,
    details,
    retryAfterSeconds: details?.retryAfterSeconds,
    where: about,
  });
}

function parse(line: string, about: string): Raw {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below: what the line holds may be secret
  }
  throw new Problem('Unreachable', 'the server sent an event that is no JSON', {
    where: about,
    hint: 'a proxy in between may cut lines',
  });
}
