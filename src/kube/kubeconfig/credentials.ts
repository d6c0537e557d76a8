import { dirname, resolve } from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import type { Credential, Credentials } from './credential.ts';
import { execCredentials } from './exec.ts';
import { readConfigFile } from './file.ts';
import { checkClientCertificate, readMaterial, type ClientCertificate } from './pem.ts';
import { invalidKubeconfig, placeOf } from './problem.ts';
import type { Named, Selection, UserEntry } from './types.ts';

/** client-go re-reads rotating files once a minute, half the shortest time a kubelet keeps an old token alive. */
const rereadMs = 60_000;

export function credentialsOf(
  selection: Selection,
  tokenOption: string | undefined,
  clock: Clock,
  env: NodeJS.ProcessEnv,
): Credentials {
  const { user } = selection;
  if (tokenOption !== undefined) return fixed({ authorization: bearer(tokenOption) });
  refuseOldProvider(user);
  const { exec, token, tokenFile, username, password } = user.value;
  if (tokenFile !== undefined) return rotating(user, clock, () => readToken(user, tokenFile, token));
  if (token !== undefined) return rotating(user, clock, () => Promise.resolve(bearer(token)));
  if (username !== undefined) return rotating(user, clock, () => Promise.resolve(basic(username, password ?? '')));
  if (exec !== undefined) return execCredentials({ entry: exec, user, cluster: selection.cluster, clock, env });
  return rotating(user, clock, () => Promise.resolve(undefined));
}

function fixed(credential: Credential): Credentials {
  return { current: () => Promise.resolve(credential), rejected: () => false };
}

/** Re-reads files at most once a minute, or at once after a 401. A read that fails later keeps what was read before: a rotation may be half way. */
function rotating(user: Named<UserEntry>, clock: Clock, authorization: () => Promise<string | undefined>): Credentials {
  const files = user.value.tokenFile !== undefined || user.value.clientCertificate !== undefined;
  let last: Credential | undefined;
  let readAt = 0;
  let reading: Promise<Credential> | undefined;
  const read = async (): Promise<Credential> => {
    try {
      const next = { authorization: await authorization(), certificate: await certificateOf(user) };
      last = same(last, next) ? last : next;
    } catch (error) {
      if (!last) throw error;
    }
    readAt = clock.now();
    return last as Credential;
  };
  // Of a clock that was put back: what was read long ago must not look as if it were read in the future.
  const age = (): number => Math.abs(clock.now() - readAt);
  return {
    current: () => {
      if (last && (!files || age() < rereadMs)) return Promise.resolve(last);
      reading ??= read().finally(() => (reading = undefined));
      return reading;
    },
    rejected: () => {
      if (!files || age() < 1_000) return false;
      readAt = 0;
      return true;
    },
  };
}

/** The same object means "nothing changed", so that sockets opened with a certificate stay in use. */
function same(a: Credential | undefined, b: Credential): boolean {
  return (
    a !== undefined &&
    a.authorization === b.authorization &&
    a.certificate?.cert === b.certificate?.cert &&
    a.certificate?.key === b.certificate?.key
  );
}

async function certificateOf(user: Named<UserEntry>): Promise<ClientCertificate | undefined> {
  const { clientCertificate, clientCertificateData, clientKey, clientKeyData } = user.value;
  const where = placeOf(user.file, 'user', user.name);
  const cert = await readMaterial('client-certificate', clientCertificateData, clientCertificate, user.file, where);
  const key = await readMaterial('client-key', clientKeyData, clientKey, user.file, where);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined) {
    throw invalidKubeconfig('client-key is set but client-certificate is not', where, 'set both or neither');
  }
  if (key === undefined) {
    throw invalidKubeconfig('client-certificate is set but client-key is not', where, 'set both or neither');
  }
  return checkClientCertificate({ cert, key }, where);
}

async function readToken(user: Named<UserEntry>, path: string, fallback: string | undefined): Promise<string> {
  const where = placeOf(user.file, 'user', user.name);
  try {
    const text = (await readConfigFile(resolve(dirname(user.file), path), 'the token file', where))
      .toString('utf8')
      .trim();
    if (text === '') throw invalidKubeconfig(`the token file ${path} is empty`, where, 'write a token into it');
    return bearer(text);
  } catch (error) {
    if (fallback !== undefined) return bearer(fallback);
    throw error;
  }
}

function bearer(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw invalidKubeconfig(
      'the token holds characters no HTTP header can carry',
      'the user of the context',
      'write it without line breaks or spaces',
    );
  }
  return `Bearer ${token}`;
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Cloud and OIDC code inside clients was removed in Kubernetes 1.26; exec plugins took its place. */
function refuseOldProvider(user: Named<UserEntry>): void {
  const { authProvider, token, exec } = user.value;
  if (authProvider === undefined || token !== undefined || exec !== undefined) return;
  const plugin =
    { gcp: 'gke-gcloud-auth-plugin', azure: 'kubelogin', oidc: 'kubectl oidc-login (kubelogin)' }[authProvider] ??
    'an exec credential plugin';
  throw invalidKubeconfig(
    `the auth-provider "${authProvider}" is not supported`,
    placeOf(user.file, 'user', user.name),
    `use ${plugin} instead`,
  );
}
