/** A way into the sandbox as the operator's own ServiceAccount: a short-lived token in a file, and a kubeconfig that names it. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../src/lib/async.ts';
import { messageOf, Problem } from '../src/lib/errors.ts';
import { type Answer, adminClient, type Client } from './client.ts';
import { tokenKubeconfig } from './kubeconfig.ts';
import { defaultName, type Layout, layoutOf } from './layout.ts';
import { readState } from './state.ts';

const namespace = 'tug-system';
const account = 'tug-operator';
const definition = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/apps.tug.dev';
const tokenPath = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;

const tokenSeconds = 3_600;
/** A kubelet renews at 80 % of the lifetime. */
const renewAfterMs = tokenSeconds * 800;
const againAfterMs = 10_000;

export interface OperatorAccess {
  /** Its `tokenFile` is written anew before the token expires, for as long as `keepFresh` runs. */
  readonly kubeconfig: string;
  /** Resolves when the signal aborts. A renewal that fails is told and tried again. */
  keepFresh(signal: AbortSignal, onTrouble: (why: string) => void): Promise<void>;
}

/** Of a sandbox that runs. Problem `NotFound` unless `tug install` was carried out in it. */
export async function operatorAccess(name: string = defaultName): Promise<OperatorAccess> {
  const layout = layoutOf(name);
  const state = readState(layout);
  if (!state) throw new Problem('NotFound', `the sandbox ${name} is not there`, { hint: `tug sandbox up ${name}` });
  const client = adminClient(layout, state.ports.apiserver);
  if ((await client('GET', definition)).status === 404) throw notInstalled(layout);
  const directory = join(layout.directory, 'operator');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const renew = async (): Promise<void> => write(join(directory, 'token'), await requestToken(client, layout));
  await renew();
  const kubeconfig = join(directory, 'kubeconfig');
  write(kubeconfig, tokenKubeconfig(layout, state, 'token'));
  return { kubeconfig, keepFresh: (signal, onTrouble) => keepFresh(renew, signal, onTrouble) };
}

export async function keepFresh(
  renew: () => Promise<void>,
  signal: AbortSignal,
  onTrouble: (why: string) => void,
  pause: (ms: number, signal: AbortSignal) => Promise<void> = sleep,
): Promise<void> {
  let pauseMs = renewAfterMs;
  while (!signal.aborted) {
    await pause(pauseMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await renew();
      pauseMs = renewAfterMs;
    } catch (error) {
      onTrouble(messageOf(error));
      pauseMs = againAfterMs;
    }
  }
}

/** TokenRequest: the same kind of token that a pod of the operator gets. */
async function requestToken(client: Client, layout: Layout): Promise<string> {
  const answer = await client('POST', tokenPath, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: tokenSeconds },
  });
  if (answer.status === 404) throw notInstalled(layout);
  const token = answer.status === 201 ? tokenOf(answer) : undefined;
  if (token) return token;
  throw new Problem('ApiRefused', `The sandbox gives no token for ServiceAccount ${namespace}/${account}`, {
    where: `HTTP status ${answer.status}`,
  });
}

const tokenOf = ({ body }: Answer): string | undefined =>
  (JSON.parse(body) as { status?: { token?: string } }).status?.token;

function notInstalled({ name, kubeconfig }: Layout): Problem {
  return new Problem('NotFound', `tug is not installed in the sandbox ${name}`, {
    hint: `tug install --no-deployment --kubeconfig ${kubeconfig}`,
  });
}

function write(path: string, text: string): void {
  const part = `${path}.${process.pid}`;
  writeFileSync(part, text, { mode: 0o600 });
  renameSync(part, path);
}
