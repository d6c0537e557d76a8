/** The connection every verb goes through. */

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root of the API: `/api/v1/namespaces`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text or bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** The word to count it under; the method when absent. */
  readonly verb?: string;
  /** May be sent twice without harm; true for GET when absent. */
  readonly idempotent?: boolean;
  /** For the whole call, retries and waits included. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
  /** For messages: `Deployment shop/web`. */
  readonly about?: string;
  /** The objects are Secrets: no message may echo what the server says of them. Found by the path when absent. */
  readonly secret?: boolean;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
  /** Problem when the body is no JSON: something else than an API server answered. */
  json(): unknown;
}

export interface ApiStats {
  /** Requests sent, repeats included. */
  requests: number;
  readonly byVerb: Record<string, number>;
}

export interface Api {
  readonly server: string;
  readonly context: string;
  /** Of the context; `default` when it has none. */
  readonly namespace: string;
  /** Throws ApiError for a status of 400 or more, and a Problem when there is no answer. */
  request(request: ApiRequest): Promise<ApiResponse>;
  /** For answers that have no end: the bytes as they come. Breaking out of the loop or the signal closes the connection. */
  stream(request: ApiRequest): Promise<AsyncIterable<Uint8Array>>;
  readonly stats: ApiStats;
  /** What was learnt about the server (discovery, schemas), shared by impersonating views of it. */
  readonly memory: Map<string, unknown>;
  impersonate(user: string, groups?: readonly string[]): Api;
  close(): Promise<void>;
}
