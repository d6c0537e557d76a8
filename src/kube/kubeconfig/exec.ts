import type { Clock } from '../../lib/clock.ts';
import type { Credential, Credentials } from './credential.ts';
import { runPlugin } from './exec-run.ts';
import { checkClientCertificate, readMaterial } from './pem.ts';
import { invalidKubeconfig, placeOf } from './problem.ts';
import type { ClusterEntry, ExecEntry, Named, UserEntry } from './types.ts';

export interface ExecOptions {
  readonly entry: ExecEntry;
  readonly user: Named<UserEntry>;
  readonly cluster: Named<ClusterEntry>;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
}

interface Answer {
  readonly credential: Credential;
  readonly expires: number;
}

/** Asks this long before a token expires, so that it does not expire on its way. */
const earlyMs = 10_000;

/** Credentials from a plugin (KEP-541): run once for all callers, its answer kept until it expires or the server rejects it. */
export function execCredentials(options: ExecOptions): Credentials {
  const { clock } = options;
  let answer: Answer | undefined;
  let running: Promise<Answer> | undefined;
  let ranAt = 0;
  return {
    current: async () => {
      if (answer && clock.now() < answer.expires - earlyMs) return answer.credential;
      running ??= ask(options).finally(() => (running = undefined));
      answer = await running;
      ranAt = clock.now();
      return answer.credential;
    },
    rejected: () => {
      if (!answer || clock.now() - ranAt < 1_000) return false;
      answer = undefined;
      return true;
    },
  };
}

async function ask(options: ExecOptions): Promise<Answer> {
  const { entry, user } = options;
  const where = placeOf(user.file, 'user', user.name);
  const interactive = isInteractive(entry, where);
  const info = {
    kind: 'ExecCredential',
    apiVersion: entry.apiVersion,
    spec: { interactive, ...(await clusterInfo(options)) },
  };
  const output = await runPlugin({
    entry,
    file: user.file,
    where,
    interactive,
    env: { ...options.env, ...entry.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
  });
  return readAnswer(output, entry, where);
}

function isInteractive(entry: ExecEntry, where: string): boolean {
  if (entry.interactiveMode === 'Never') return false;
  if (process.stdin.isTTY) return true;
  if (entry.interactiveMode === 'IfAvailable') return false;
  throw invalidKubeconfig(
    `the credential plugin ${entry.command} needs a terminal`,
    where,
    'run it where a person can answer, or use another user',
  );
}

async function clusterInfo({ entry, cluster }: ExecOptions): Promise<object> {
  if (!entry.provideClusterInfo) return {};
  const { value, file } = cluster;
  const ca = await readMaterial(
    'certificate-authority',
    value.certificateAuthorityData,
    value.certificateAuthority,
    file,
    placeOf(file, 'cluster', cluster.name),
  );
  return {
    cluster: {
      server: value.server,
      ...(value.tlsServerName === undefined ? {} : { 'tls-server-name': value.tlsServerName }),
      ...(value.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
      ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca, 'latin1').toString('base64') }),
      ...(value.proxyUrl === undefined ? {} : { 'proxy-url': value.proxyUrl }),
      ...(value.disableCompression ? { 'disable-compression': true } : {}),
      ...(value.execConfig === undefined ? {} : { config: value.execConfig }),
    },
  };
}

/** The output holds the secret: nothing of it may reach a message. */
function readAnswer(output: string, entry: ExecEntry, where: string): Answer {
  const refuse = (what: string): Error =>
    invalidKubeconfig(`the credential plugin ${entry.command} ${what}`, where, 'run it by hand and look at its output');
  const parsed = parseJson(output);
  if (parsed === undefined) throw refuse('printed no JSON');
  if (parsed.kind !== 'ExecCredential') throw refuse('printed no ExecCredential');
  if (parsed.apiVersion !== entry.apiVersion) throw refuse(`answered in another apiVersion than ${entry.apiVersion}`);
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = parsed.status ?? {};
  if (!token && !clientCertificateData) throw refuse('returned neither a token nor a certificate');
  if ((clientCertificateData === undefined) !== (clientKeyData === undefined)) {
    throw refuse('returned a certificate without its key, or a key alone');
  }
  const expires = expirationTimestamp === undefined ? Number.POSITIVE_INFINITY : Date.parse(expirationTimestamp);
  if (Number.isNaN(expires)) throw refuse('returned an expirationTimestamp that is no time');
  if (token && !/^[\x21-\x7e]+$/.test(token)) throw refuse('returned a token that no HTTP header can carry');
  const certificate =
    clientCertificateData && clientKeyData
      ? checkClientCertificate({ cert: clientCertificateData, key: clientKeyData }, where)
      : undefined;
  return { credential: { authorization: token ? `Bearer ${token}` : undefined, certificate }, expires };
}

interface ExecCredential {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly status?: {
    token?: string;
    clientCertificateData?: string;
    clientKeyData?: string;
    expirationTimestamp?: string;
  } | null;
}

function parseJson(text: string): ExecCredential | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
