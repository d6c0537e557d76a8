/** What the operator answers to: scrapes, probes and webhooks. */
import { find } from '../kube/index.ts';
import { Problem } from '../lib/errors.ts';
import { handleHook } from './hooks/index.ts';
import { systemNamespace, webhookSecret } from './install/names.ts';
import type { Operator } from './operator.ts';
import type { OperatorOptions } from './options.ts';
import { startServer } from './serve/index.ts';

/** A webhook storm must not become a storm of requests for the Secret. */
const secretKeptMs = 30_000;

export interface RunningServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Undefined when nothing is to be served. */
export async function openServer(
  { listen, log }: OperatorOptions,
  operator: Operator,
  isReady: () => boolean,
): Promise<RunningServer | undefined> {
  if (listen === undefined) return undefined;
  const { host, port } = parseListen(listen);
  const secretOf = hookSecrets(operator);
  const server = await startServer({
    host,
    port,
    log,
    metrics: operator.metrics,
    health: {
      live: () => undefined,
      ready: () => (isReady() ? undefined : 'the Apps of the cluster are not known yet'),
    },
    hook: async (provider, headers, body) => {
      const secret = await secretOf(provider);
      return secret
        ? handleHook(provider, headers, body, secret, (hint) => operator.hub.hint(hint))
        : { status: 404, message: `no secret for ${provider} is set` };
    },
  });
  return { address: `${host}:${server.port}`, close: () => server.close() };
}

export function parseListen(listen: string): { host: string; port: number } {
  const found = /^(.*):(\d{1,5})$/.exec(listen);
  const port = Number(found?.[2]);
  if (!found || port > 65_535) {
    throw new Problem('Usage', `--listen ${listen} is no address`, {
      hint: 'write it as HOST:PORT, such as 127.0.0.1:8080',
    });
  }
  return { host: found[1]?.replaceAll(/^\[|\]$/g, '') || '0.0.0.0', port };
}

/** The keys of the Secret `tug-webhooks`: one for each provider. */
function hookSecrets({ api, now }: Operator): (provider: string) => Promise<Uint8Array | undefined> {
  let known: Readonly<Record<string, string>> = {};
  let readAt = Number.NEGATIVE_INFINITY;
  return async (provider) => {
    if (now() - readAt > secretKeptMs) {
      readAt = now();
      const secret = await find(api, {
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: systemNamespace,
        name: webhookSecret,
      });
      known = (secret?.['data'] ?? {}) as Record<string, string>;
    }
    const value = Object.hasOwn(known, provider) ? known[provider] : undefined;
    return value ? Buffer.from(value, 'base64') : undefined;
  };
}
