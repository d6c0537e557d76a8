import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from '../log/types.ts';
import type { Metrics } from '../metrics/types.ts';

export interface Answer {
  readonly status: number;
  /** One line, sent as plain text. */
  readonly message: string;
}

/** Each tells in a sentence what is wrong; undefined when all is well. */
export interface Health {
  /** Wrong means that only a restart helps. */
  readonly live: () => string | undefined;
  /** Wrong means that the operator does not do its work now. */
  readonly ready: () => string | undefined;
}

export interface ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'text' | 'contentType' | 'hooked'>;
  readonly health: Health;
  /** The body is what was sent, byte by byte: signatures are over it. What it throws is a defect. */
  readonly hook: (provider: string, headers: IncomingHttpHeaders, body: Uint8Array) => Answer | Promise<Answer>;
  readonly limits?: Partial<Limits>;
}

export interface Limits {
  /** For all headers of a request to arrive. */
  readonly headersMs: number;
  /** For a whole request to arrive. */
  readonly requestMs: number;
  readonly idleMs: number;
  /** How often the two above are looked at. */
  readonly checkMs: number;
  /** For what is under way to end when the server closes. */
  readonly closeMs: number;
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
  /** Webhooks of one address: so many at once, and so many a second after that. */
  readonly hookBurst: number;
  readonly hooksPerSecond: number;
}

export interface Server {
  readonly port: number;
  /** Answers what is under way, then ends every connection. */
  close(): Promise<void>;
}
