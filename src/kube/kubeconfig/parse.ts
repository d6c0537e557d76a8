import { FAILSAFE_SCHEMA, load, Type } from 'js-yaml';
import { invalidKubeconfig, placeOf } from './problem.ts';
import type { ClusterEntry, ContextEntry, ExecEntry, Impersonation, Kubeconfig, Named, UserEntry } from './types.ts';

/** Scalars stay text (a password 0123 is no number); only null and booleans are told apart. */
const schema = FAILSAFE_SCHEMA.extend({
  implicit: [
    new Type('tag:yaml.org,2002:null', {
      kind: 'scalar',
      resolve: (text: string | null) => text === null || /^(?:|~|null|Null|NULL)$/.test(text),
      construct: () => null,
    }),
    new Type('tag:yaml.org,2002:bool', {
      kind: 'scalar',
      resolve: (text: string) => /^(?:true|True|TRUE|false|False|FALSE)$/.test(text),
      construct: (text: string) => text.toLowerCase() === 'true',
    }),
  ],
});

const execVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

type Fields = Readonly<Record<string, unknown>>;

/** One file's text → its entries. An empty file is an empty kubeconfig, as for kubectl. */
export function parseKubeconfig(source: string, file: string): Kubeconfig {
  const root = readYaml(source, file);
  if (root === undefined || root === null) return { currentContext: undefined, clusters: [], users: [], contexts: [] };
  const fields = fieldsOf(root, file, 'the kubeconfig is not a YAML map');
  if (fields.kind !== undefined && fields.kind !== 'Config') {
    throw invalidKubeconfig(
      `the file is a ${JSON.stringify(fields.kind)}, not a kubeconfig`,
      file,
      'name a file of kind Config',
    );
  }
  return {
    currentContext: textOf(fields, 'current-context', file),
    clusters: entries(fields, 'clusters', 'cluster', file, clusterOf),
    users: entries(fields, 'users', 'user', file, userOf),
    contexts: entries(fields, 'contexts', 'context', file, contextOf),
  };
}

/** The parser's own message quotes the file, which holds secrets: only its reason and line are passed on. */
function readYaml(source: string, file: string): unknown {
  try {
    return load(source, { schema });
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line?: number } };
    const where = mark?.line === undefined ? file : `${file}:${mark.line + 1}`;
    throw invalidKubeconfig(`the kubeconfig is not valid YAML: ${reason ?? 'unreadable'}`, where, 'correct the file');
  }
}

function fieldsOf(value: unknown, where: string, message: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw invalidKubeconfig(message, where, 'compare it with the output of "kubectl config view"');
}

function textOf(fields: Fields, key: string, where: string): string | undefined {
  const value = fields[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  throw invalidKubeconfig(`"${key}" is not a text`, where, 'correct the file');
}

function flagOf(fields: Fields, key: string): boolean {
  return fields[key] === true;
}

function listOf(fields: Fields, key: string, where: string): readonly unknown[] {
  const value = fields[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidKubeconfig(`"${key}" is not a list`, where, 'correct the file');
  return value;
}

/** Within one file the last entry of a name wins, as in client-go, which turns the list into a map. */
function entries<T>(
  root: Fields,
  list: string,
  kind: 'cluster' | 'user' | 'context',
  file: string,
  read: (fields: Fields, where: string) => T,
): Named<T>[] {
  const found = new Map<string, Named<T>>();
  for (const [index, item] of listOf(root, list, file).entries()) {
    const fields = fieldsOf(item, file, `"${list}[${index}]" is not a map`);
    const name = textOf(fields, 'name', file) ?? '';
    const where = placeOf(file, kind, name);
    const value = fieldsOf(fields[kind] ?? {}, where, `"${kind}" is not a map`);
    found.set(name, { name, file, value: read(value, where) });
  }
  return [...found.values()];
}

function contextOf(fields: Fields, where: string): ContextEntry {
  return {
    cluster: textOf(fields, 'cluster', where),
    user: textOf(fields, 'user', where),
    namespace: textOf(fields, 'namespace', where),
  };
}

function clusterOf(fields: Fields, where: string): ClusterEntry {
  const extension = listOf(fields, 'extensions', where).find(
    (item) => (item as Fields | null)?.name === 'client.authentication.k8s.io/exec',
  );
  return {
    server: textOf(fields, 'server', where),
    tlsServerName: textOf(fields, 'tls-server-name', where),
    insecureSkipTlsVerify: flagOf(fields, 'insecure-skip-tls-verify'),
    certificateAuthority: textOf(fields, 'certificate-authority', where),
    certificateAuthorityData: textOf(fields, 'certificate-authority-data', where),
    proxyUrl: textOf(fields, 'proxy-url', where),
    disableCompression: flagOf(fields, 'disable-compression'),
    execConfig: (extension as Fields | undefined)?.extension,
  };
}

function userOf(fields: Fields, where: string): UserEntry {
  const provider = fields['auth-provider'];
  return {
    clientCertificate: textOf(fields, 'client-certificate', where),
    clientCertificateData: textOf(fields, 'client-certificate-data', where),
    clientKey: textOf(fields, 'client-key', where),
    clientKeyData: textOf(fields, 'client-key-data', where),
    token: textOf(fields, 'token', where),
    tokenFile: textOf(fields, 'tokenFile', where),
    username: textOf(fields, 'username', where),
    password: textOf(fields, 'password', where),
    impersonation: impersonationOf(fields, where),
    exec:
      fields.exec === undefined || fields.exec === null
        ? undefined
        : execOf(fieldsOf(fields.exec, where, '"exec" is not a map'), where),
    authProvider: provider
      ? (textOf(fieldsOf(provider, where, '"auth-provider" is not a map'), 'name', where) ?? 'unnamed')
      : undefined,
  };
}

function impersonationOf(fields: Fields, where: string): Impersonation {
  const extra = fieldsOf(fields['as-user-extra'] ?? {}, where, '"as-user-extra" is not a map');
  return {
    user: textOf(fields, 'as', where),
    uid: textOf(fields, 'as-uid', where),
    groups: listOf(fields, 'as-groups', where).map(String),
    extra: Object.fromEntries(Object.keys(extra).map((key) => [key, listOf(extra, key, where).map(String)])),
  };
}

function execOf(fields: Fields, where: string): ExecEntry {
  const apiVersion = textOf(fields, 'apiVersion', where) ?? '';
  if (!execVersions.includes(apiVersion)) {
    const said = apiVersion === '' ? 'names no apiVersion' : `has the unsupported apiVersion "${apiVersion}"`;
    throw invalidKubeconfig(
      `the exec credential plugin ${said}`,
      where,
      `use ${execVersions[0]}; a newer version of the plugin writes it`,
    );
  }
  const command = textOf(fields, 'command', where);
  if (command === undefined) {
    throw invalidKubeconfig('the exec credential plugin names no command', where, 'set exec.command');
  }
  const env = listOf(fields, 'env', where).map((item) =>
    fieldsOf(item, where, '"exec.env" holds something that is not {name, value}'),
  );
  const mode = textOf(fields, 'interactiveMode', where) ?? 'IfAvailable';
  if (mode !== 'Never' && mode !== 'IfAvailable' && mode !== 'Always') {
    throw invalidKubeconfig(`exec.interactiveMode "${mode}" is unknown`, where, 'use Never, IfAvailable or Always');
  }
  return {
    apiVersion,
    command,
    args: listOf(fields, 'args', where).map(String),
    env: Object.fromEntries(env.map((item) => [textOf(item, 'name', where) ?? '', textOf(item, 'value', where) ?? ''])),
    installHint: textOf(fields, 'installHint', where)?.trim(),
    provideClusterInfo: flagOf(fields, 'provideClusterInfo'),
    interactiveMode: mode,
  };
}
