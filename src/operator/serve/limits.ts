import type { Limits } from './types.ts';

/**
 * What a stranger can hold: at most 1,000 connections, each with 8 KB of headers for 5 s and 1 MB of body for 10 s. Senders of webhooks cut
 * off after 10 s themselves. A proxy in front of many senders is one address, hence the large burst.
 */
export const defaultLimits: Limits = {
  headersMs: 5_000,
  requestMs: 10_000,
  idleMs: 5_000,
  checkMs: 1_000,
  closeMs: 2_000,
  bodyBytes: 2 ** 20,
  headerBytes: 8_192,
  connections: 1_000,
  requestsPerConnection: 1_000,
  hookBurst: 100,
  hooksPerSecond: 10,
};
