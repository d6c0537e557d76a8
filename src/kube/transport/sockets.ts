import type { Agent, Dispatcher, ProxyAgent } from 'undici';
import type { ClientCertificate } from '../kubeconfig/pem.ts';

export interface SocketOptions {
  readonly ca: string | undefined;
  readonly serverName: string | undefined;
  readonly insecure: boolean;
  readonly proxy: string | undefined;
}

/** `calls` and `streams` never share a connection: a GOAWAY for a session that a watch keeps alive would strand calls on it. */
export type Purpose = 'calls' | 'streams';

export interface Sockets {
  get(purpose: Purpose, certificate: ClientCertificate | undefined): Promise<Dispatcher>;
  close(): Promise<void>;
}

interface Pair {
  readonly certificate: ClientCertificate | undefined;
  readonly agents: Map<Purpose, Promise<Dispatcher>>;
}

/** One pair of agents at a time, made anew when the client certificate rotates; what is in flight on the old pair ends in peace. */
export function openSockets(options: SocketOptions): Sockets {
  let pair: Pair = { certificate: undefined, agents: new Map() };
  const old: Promise<unknown>[] = [];
  return {
    get(purpose, certificate) {
      if (pair.certificate !== certificate) {
        for (const agent of pair.agents.values()) old.push(agent.then((it) => it.close()).catch(() => undefined));
        pair = { certificate, agents: new Map() };
      }
      const known = pair.agents.get(purpose) ?? createAgent(options, purpose, certificate);
      pair.agents.set(purpose, known);
      return known;
    },
    async close() {
      await Promise.all([...pair.agents.values()].map(async (agent) => (await agent).destroy().catch(() => undefined)));
      pair.agents.clear();
    },
  };
}

async function createAgent(
  options: SocketOptions,
  purpose: Purpose,
  certificate: ClientCertificate | undefined,
): Promise<Dispatcher> {
  const undici = await import('undici');
  const tls = {
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key }),
    ...(options.serverName === undefined ? {} : { servername: options.serverName }),
    rejectUnauthorized: !options.insecure,
  };
  const common: Agent.Options = {
    // HTTP/1.1: over loopback 5-40 % more calls a second than HTTP/2 at 8 to 32 at once, for less CPU each. And undici joins repeated
    // headers by commas on HTTP/2, which makes two Impersonate-Group headers one group of another name.
    allowH2: false,
    pipelining: 1,
    // Callers that start thousands of calls at once queue here; a watch keeps its connection to itself.
    connections: purpose === 'calls' ? 64 : null,
    // kube-apiserver closes idle connections after 90 s or never; load balancers after 60 s and more.
    keepAliveTimeout: 45_000,
    keepAliveMaxTimeout: 300_000,
    connect: { ...tls, timeout: 10_000, keepAlive: true, keepAliveInitialDelay: 15_000 },
    ...(purpose === 'streams' ? { bodyTimeout: 0 } : {}),
  };
  if (options.proxy === undefined) return new undici.Agent(common);
  const proxy: ProxyAgent.Options = { ...common, uri: options.proxy, requestTls: tls, proxyTunnel: true };
  return new undici.ProxyAgent(proxy);
}
