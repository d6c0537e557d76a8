/** An API server that holds Leases, in memory, and connections to it that can be slow, blind or cut. */
import { ApiError, type Api, type ApiRequest, type ApiResponse, type KubeObject } from '../../kube/index.ts';

export interface LeaseServer {
  readonly leases: ReadonlyMap<string, KubeObject>;
  /** How often each verb was asked for. */
  readonly requests: Record<string, number>;
  /** By its own clock. */
  connect(trouble?: Trouble): Api;
}

/** May be changed at any time. */
export interface Trouble {
  /** Events arrive so much later. */
  lagMs: number;
  /** Requests get no answer; watches show nothing, and go on as if nothing had happened when it is over, or not at all. */
  cut: boolean;
  /** Watches show nothing; what was missed is lost. */
  blind: boolean;
}

export const noTrouble = (): Trouble => ({ lagMs: 0, cut: false, blind: false });

interface Line {
  readonly at: number;
  readonly text: string;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function leaseServer(): LeaseServer {
  const leases = new Map<string, KubeObject>();
  const requests: Record<string, number> = {};
  const watchers = new Set<(line: Line) => void>();
  let version = 1;

  const emit = (type: string, object: KubeObject): void => {
    const line = { at: Date.now(), text: `${JSON.stringify({ type, object })}\n` };
    for (const watcher of watchers) watcher(line);
  };
  const store = (object: KubeObject, uid: string, type: 'ADDED' | 'MODIFIED'): KubeObject => {
    const time = new Date().toISOString();
    const metadata = { ...object.metadata, uid, resourceVersion: String((version += 1)), managedFields: [{ time }] };
    const stored = { ...object, metadata };
    leases.set(object.metadata.name ?? '', stored);
    emit(type, stored);
    return stored;
  };
  const handlers: Record<ApiRequest['method'], (name: string, body: unknown) => unknown> = {
    GET: (name) => {
      const list = { metadata: { resourceVersion: String(version) }, items: [...leases.values()] };
      return name === '' ? list : there(name);
    },
    POST: (_, body) => {
      const object = body as KubeObject;
      if (leases.has(object.metadata.name ?? '')) throw refusal(409, 'AlreadyExists');
      return store(object, `uid-${version}`, 'ADDED');
    },
    PUT: (name, body) => {
      const before = there(name);
      const { resourceVersion } = (body as KubeObject).metadata;
      if (resourceVersion !== before.metadata.resourceVersion) throw refusal(409, 'Conflict');
      return store(body as KubeObject, before.metadata.uid ?? '', 'MODIFIED');
    },
    PATCH: () => {
      throw refusal(405, 'MethodNotAllowed');
    },
    DELETE: (name, body) => {
      const before = there(name);
      const { preconditions = {} } = body as { preconditions?: { uid?: string; resourceVersion?: string } };
      for (const field of ['uid', 'resourceVersion'] as const) {
        if ((preconditions[field] ?? before.metadata[field]) !== before.metadata[field]) throw refusal(409, 'Conflict');
      }
      leases.delete(name);
      emit('DELETED', { ...before, metadata: { ...before.metadata, resourceVersion: String((version += 1)) } });
      return { kind: 'Status' };
    },
  };
  const there = (name: string): KubeObject => {
    const found = leases.get(name);
    if (!found) throw refusal(404, 'NotFound', name);
    return found;
  };
  const answer = async (request: ApiRequest, trouble: Trouble): Promise<ApiResponse> => {
    await wait(1);
    if (trouble.cut) await aborted(request.signal);
    request.signal?.throwIfAborted();
    const word = request.verb ?? request.method;
    requests[word] = (requests[word] ?? 0) + 1;
    const name = /\/leases\/(.+)$/.exec(request.path)?.[1] ?? '';
    const body = discovery[request.path] ?? handlers[request.method](name, request.body);
    await wait(1);
    // It has arrived, and nobody learns of it.
    if (trouble.cut) await aborted(request.signal);
    return { status: 200, headers: {}, body: new Uint8Array(), json: () => structuredClone(body) };
  };
  const watch = async function* (request: ApiRequest, trouble: Trouble): AsyncGenerator<Uint8Array> {
    const lines: Line[] = [];
    let wake = Promise.withResolvers<void>();
    const watcher = (line: Line): void => {
      if (trouble.blind) return;
      lines.push(line);
      wake.resolve();
    };
    for (const lease of leases.values()) {
      if (Number(lease.metadata.resourceVersion) > Number(request.query?.['resourceVersion'])) {
        lines.push({ at: Date.now(), text: `${JSON.stringify({ type: 'MODIFIED', object: lease })}\n` });
      }
    }
    watchers.add(watcher);
    try {
      for (;;) {
        for (let line = lines.shift(); line; line = lines.shift()) {
          await wait(Math.max(line.at + trouble.lagMs - Date.now(), 1));
          while (trouble.cut && !request.signal?.aborted) await wait(50);
          request.signal?.throwIfAborted();
          yield Buffer.from(line.text);
        }
        wake = Promise.withResolvers();
        await Promise.race([wake.promise, aborted(request.signal)]);
      }
    } finally {
      watchers.delete(watcher);
    }
  };
  const connect = (trouble: Trouble = noTrouble()): Api => {
    const api: Api = {
      server: 'https://api.example',
      context: '',
      namespace: 'default',
      stats: { requests: 0, byVerb: {} },
      memory: new Map(),
      request: (request) => answer(request, trouble),
      stream: async (request) => {
        await wait(1);
        if (trouble.cut) await aborted(request.signal);
        requests['WATCH'] = (requests['WATCH'] ?? 0) + 1;
        return watch(request, trouble);
      },
      impersonate: () => api,
      close: () => Promise.resolve(),
    };
    return api;
  };
  return { leases, requests, connect };
}

function refusal(status: number, reason: string, name?: string): ApiError {
  return new ApiError({ status, reason, message: reason, details: name === undefined ? undefined : { name } });
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason as Error);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

const lease = {
  resource: 'leases',
  responseKind: { kind: 'Lease' },
  scope: 'Namespaced',
  singularResource: 'lease',
  verbs: ['list', 'watch'],
};
const group = { metadata: { name: 'coordination.k8s.io' }, versions: [{ version: 'v1', resources: [lease] }] };
const discovery: Record<string, unknown> = {
  '/api': { kind: 'APIGroupDiscoveryList', items: [] },
  '/apis': { kind: 'APIGroupDiscoveryList', items: [group] },
};
