import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../lib/errors.ts';
import { sshCommand } from './ssh.ts';

/** Who the server is told we are. */
export type GitLogin =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'ssh'; readonly privateKey: string; readonly knownHosts: string };

/** How a server is reached, and with which secrets. They get to git through a pipe or files of its own, never by argv or environment. */
export interface GitAccess {
  readonly login?: GitLogin | undefined;
  /** PEM: who may have signed the server's certificate, in place of those the system trusts. */
  readonly ca?: string | undefined;
  /** PEM: what the server is shown. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
  /** URL, with user and password where it needs them. Not for ssh. */
  readonly proxy?: string | undefined;
  /** Uses no agent, key or file of whoever runs this: without a key for ssh there is no ssh, and `file://` is closed. */
  readonly alone?: boolean | undefined;
}

export interface Prepared {
  /** `-c` settings, after the fixed ones; nothing secret. */
  readonly settings: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What a child of git may read from descriptor 3. */
  readonly descriptor: string;
}

/** Git hands its descriptors on to its children, so the credential stands in no argv and no environment. */
const fromDescriptor = '!f() { test "$1" = get && cat <&3; }; f';

/** Prepares what git needs for this server while `work` runs. Files lie in a directory of ours alone, and are gone afterwards. */
export async function withAccess<T>(
  access: GitAccess,
  url: string,
  work: (prepared: Prepared) => Promise<T>,
): Promise<T> {
  const files = filesOf(access);
  const plain = { settings: loginSettings(access, url), env: closed(access), descriptor: loginText(access.login) };
  if (Object.keys(files).length === 0) return await work(plain);
  const directory = await mkdtemp(join(tmpdir(), 'git-access-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(directory, name), text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600, flag: 'wx' });
    }
    return await work({
      ...plain,
      settings: [...plain.settings, ...fileSettings(files, directory)],
      env: { ...plain.env, ...fileEnvironment(files, directory) },
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type FileName = 'config' | 'ca' | 'cert' | 'key' | 'identity' | 'known_hosts';

function filesOf({ login, ca, certificate, proxy }: GitAccess): Partial<Record<FileName, string>> {
  const config = [
    ...(login?.kind === 'bearer' ? [`extraHeader = ${quoted(`Authorization: Bearer ${login.token}`)}`] : []),
    ...(proxy === undefined ? [] : [`proxy = ${quoted(proxy)}`]),
  ];
  return {
    ...(config.length > 0 && { config: ['[http]', ...config].join('\n') }),
    ...(ca !== undefined && { ca }),
    ...(certificate && { cert: certificate.cert, key: certificate.key }),
    ...(login?.kind === 'ssh' && { identity: login.privateKey, known_hosts: login.knownHosts }),
  };
}

function fileSettings(files: Partial<Record<FileName, string>>, directory: string): string[] {
  const places = { cert: 'http.sslCert', key: 'http.sslKey' } as const;
  return Object.entries(places).flatMap(([name, setting]) =>
    name in files ? ['-c', `${setting}=${join(directory, name)}`] : [],
  );
}

function fileEnvironment(files: Partial<Record<FileName, string>>, directory: string): NodeJS.ProcessEnv {
  return {
    // A setting would lose against this variable, which the machine may have set.
    ...('ca' in files && { GIT_SSL_CAINFO: join(directory, 'ca') }),
    ...('config' in files && { GIT_CONFIG_GLOBAL: join(directory, 'config') }),
    ...('identity' in files && {
      GIT_SSH_COMMAND: sshCommand(join(directory, 'identity'), join(directory, 'known_hosts')),
      SSH_AUTH_SOCK: undefined,
    }),
  };
}

function closed({ alone = false }: GitAccess): NodeJS.ProcessEnv {
  return alone ? { GIT_ALLOW_PROTOCOL: 'https:http:ssh', GIT_SSH_COMMAND: 'false', SSH_AUTH_SOCK: undefined } : {};
}

/**
 * The helper answers for the one origin only, wherever a redirect leads. curl would take a header along to where it is redirected on the
 * same host, also from https to http, so with one nothing is followed.
 */
function loginSettings({ login }: GitAccess, url: string): string[] {
  if (login?.kind === 'bearer') return ['-c', 'http.followRedirects=false'];
  if (login?.kind !== 'basic') return [];
  const { protocol, host } = new URL(url);
  return ['-c', `credential.${protocol}//${host}.helper=${fromDescriptor}`];
}

function loginText(login: GitLogin | undefined): string {
  if (login?.kind !== 'basic') return '';
  return `username=${oneLine(login.username)}\npassword=${oneLine(login.password)}\n`;
}

function quoted(value: string): string {
  return `"${oneLine(value).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function oneLine(value: string): string {
  if (!/[\r\n\0]/.test(value)) return value;
  throw new Problem('InvalidInput', 'a user, password, token or proxy for Git holds a line break');
}
