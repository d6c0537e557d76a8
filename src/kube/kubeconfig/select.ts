import { invalidKubeconfig, placeOf } from './problem.ts';
import type { Kubeconfig, Named, Selection, UserEntry } from './types.ts';

const nobody: UserEntry = {
  clientCertificate: undefined,
  clientCertificateData: undefined,
  clientKey: undefined,
  clientKeyData: undefined,
  token: undefined,
  tokenFile: undefined,
  username: undefined,
  password: undefined,
  impersonation: {},
  exec: undefined,
  authProvider: undefined,
};

/** Picks the context (the given one, else `current-context`) and what it names. `where` tells the files for messages. */
export function selectContext(config: Kubeconfig, wanted: string | undefined, where: string): Selection {
  const name = wanted ?? config.currentContext;
  if (name === undefined) {
    throw invalidKubeconfig(
      'the kubeconfig has no current-context',
      where,
      `choose one with --context${offer(config.contexts)}`,
    );
  }
  const context = byName(config.contexts, name);
  if (!context) {
    const named = wanted === undefined ? 'current-context names' : 'there is no context';
    const rest = wanted === undefined ? `the context "${name}", which is not defined` : `"${name}" in the kubeconfig`;
    throw invalidKubeconfig(`${named} ${rest}`, where, `choose one with --context${offer(config.contexts)}`);
  }
  const place = placeOf(context.file, 'context', name);
  if (context.value.cluster === undefined) {
    throw invalidKubeconfig(`the context "${name}" names no cluster`, place, 'set its cluster');
  }
  const cluster = byName(config.clusters, context.value.cluster);
  if (!cluster) throw missing('cluster', context.value.cluster, name, place, config.clusters);
  const user =
    context.value.user === undefined
      ? { name: '', file: context.file, value: nobody }
      : byName(config.users, context.value.user);
  if (!user) throw missing('user', context.value.user ?? '', name, place, config.users);
  return { context: name, namespace: context.value.namespace ?? 'default', cluster, user };
}

/** A connection given wholly by options: a server and perhaps a token, no file. */
export function withoutFile(server: string): Selection {
  const value = {
    server,
    tlsServerName: undefined,
    insecureSkipTlsVerify: false,
    certificateAuthority: undefined,
    certificateAuthorityData: undefined,
    proxyUrl: undefined,
    disableCompression: false,
    execConfig: undefined,
  };
  return {
    context: '',
    namespace: 'default',
    cluster: { name: '', file: 'the options', value },
    user: { name: '', file: 'the options', value: nobody },
  };
}

function byName<T>(entries: readonly Named<T>[], name: string): Named<T> | undefined {
  return entries.find((entry) => entry.name === name);
}

function missing(
  kind: 'cluster' | 'user',
  name: string,
  context: string,
  place: string,
  known: readonly Named<unknown>[],
): Error {
  return invalidKubeconfig(
    `the context "${context}" names the ${kind} "${name}", which is not defined`,
    place,
    `define it${offer(known)}`,
  );
}

function offer(entries: readonly Named<unknown>[]): string {
  const names = entries.map((entry) => entry.name).filter((name) => name !== '');
  if (names.length === 0) return '; the file defines none';
  const more = names.length > 8 ? `, and ${names.length - 8} more` : '';
  return `; defined: ${names.slice(0, 8).join(', ')}${more}`;
}
