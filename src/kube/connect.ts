import { Problem } from '../lib/errors.ts';
import { systemClock, type Clock } from '../lib/clock.ts';
import type { Api } from './api.ts';
import { credentialsOf } from './kubeconfig/credentials.ts';
import { loadSelection } from './kubeconfig/load.ts';
import { checkCertificates, readMaterial } from './kubeconfig/pem.ts';
import { invalidKubeconfig, placeOf } from './kubeconfig/problem.ts';
import { proxyFromEnvironment } from './kubeconfig/proxy.ts';
import type { Impersonation, Selection } from './kubeconfig/types.ts';
import { call, type Line } from './transport/call.ts';
import { impersonationHeaders } from './transport/prepare.ts';
import { openSockets } from './transport/sockets.ts';
import { openStream } from './transport/stream.ts';
import { distinctWarnings } from './transport/warnings.ts';

export interface ConnectOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly as?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly namespace?: string | undefined;
  /** For a whole call; 70 s when absent: the server itself gives up after 60 s and says why. */
  readonly requestTimeoutMs?: number | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
  readonly userAgent?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

const defaultTimeoutMs = 70_000;

/** Finds out where and as whom to connect, and checks all of it that needs no server. Opens no socket. */
export async function connect(options: ConnectOptions = {}): Promise<Api> {
  const env = options.env ?? process.env;
  const clock = options.clock ?? systemClock;
  const selection = await loadSelection({ ...options, env });
  const server = serverUrl(options.server ?? selection.cluster.value.server, selection);
  const credentials = credentialsOf(selection, options.token, clock, env);
  if (selection.user.value.exec === undefined || options.token !== undefined) await credentials.current();
  const { cluster } = selection;
  const line: Line = {
    server,
    where: cluster.name === '' ? cluster.file : placeOf(cluster.file, 'context', selection.context),
    sockets: openSockets({
      ca: await authority(selection),
      serverName: cluster.value.tlsServerName,
      insecure: cluster.value.insecureSkipTlsVerify,
      proxy: proxyOf(selection, server, env),
    }),
    credentials,
    clock,
    random: options.random ?? Math.random,
    timeoutMs: options.requestTimeoutMs ?? defaultTimeoutMs,
    userAgent: options.userAgent ?? 'kube-client',
    compress: !cluster.value.disableCompression && !isLocal(server),
    stats: { requests: 0, byVerb: {} },
    warn: distinctWarnings(options.onWarning),
    known: false,
  };
  const namespace = options.namespace ?? selection.namespace;
  return view(line, selection.context, namespace, new Map(), impersonated(options, selection));
}

/** The same line seen as somebody: sockets, counts and memory are shared, the headers are not. */
function view(line: Line, context: string, namespace: string, memory: Map<string, unknown>, who: Impersonation): Api {
  const headers = impersonationHeaders(who);
  return {
    server: line.server.href.replace(/\/$/, ''),
    context,
    namespace,
    stats: line.stats,
    memory,
    request: (request) => call(line, request, headers),
    stream: (request) => openStream(line, request, headers),
    impersonate: (user, groups = []) => view(line, context, namespace, memory, { user, groups }),
    close: () => line.sockets.close(),
  };
}

function serverUrl(text: string | undefined, selection: Selection): URL {
  const where = placeOf(selection.cluster.file, 'cluster', selection.cluster.name);
  if (text === undefined) {
    throw invalidKubeconfig(`the cluster "${selection.cluster.name}" has no server`, where, 'set its server');
  }
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalidKubeconfig(`the server "${text}" is no http or https URL`, where, 'correct it');
  }
  return url;
}

async function authority({ cluster }: Selection): Promise<string | undefined> {
  const where = placeOf(cluster.file, 'cluster', cluster.name);
  const { certificateAuthorityData, certificateAuthority, insecureSkipTlsVerify } = cluster.value;
  const pem = await readMaterial(
    'certificate-authority',
    certificateAuthorityData,
    certificateAuthority,
    cluster.file,
    where,
  );
  if (pem === undefined) return undefined;
  if (insecureSkipTlsVerify) {
    throw invalidKubeconfig(
      'insecure-skip-tls-verify and certificate-authority exclude each other',
      where,
      'remove one of them',
    );
  }
  checkCertificates(pem, 'certificate-authority', where);
  return pem;
}

function isLocal(server: URL): boolean {
  return /^(?:localhost|127\..*|\[::1\])$/.test(server.hostname);
}

const proxyProtocols = new Set(['http:', 'https:', 'socks5:']);

function proxyOf({ cluster }: Selection, server: URL, env: NodeJS.ProcessEnv): string | undefined {
  const own = cluster.value.proxyUrl;
  const proxy = own ?? proxyFromEnvironment(server, env);
  if (proxy === undefined) return undefined;
  const url = URL.parse(proxy);
  if (url && proxyProtocols.has(url.protocol)) return proxy;
  const where = own === undefined ? '$HTTPS_PROXY' : placeOf(cluster.file, 'cluster', cluster.name);
  throw invalidKubeconfig('the proxy is no http, https or socks5 URL', where, 'correct it');
}

/** Options beat the kubeconfig's `as` wholly: groups of one user never go with the name of another. */
function impersonated(options: ConnectOptions, selection: Selection): Impersonation {
  const groups = options.asGroups ?? [];
  if (options.as !== undefined) return { user: options.as, groups };
  if (groups.length > 0) {
    throw new Problem('Usage', 'groups can be taken on only together with a user', {
      hint: 'name the user to act as too',
    });
  }
  const who = selection.user.value.impersonation;
  if (
    who.user === undefined &&
    (who.uid !== undefined || (who.groups ?? []).length > 0 || Object.keys(who.extra ?? {}).length > 0)
  ) {
    throw invalidKubeconfig(
      'as-groups, as-uid and as-user-extra need "as"',
      placeOf(selection.user.file, 'user', selection.user.name),
      'set "as" too',
    );
  }
  return who;
}
