import type { GitAccess, GitLogin } from '../../git/access.ts';
import { needsPassphrase } from '../../git/ssh.ts';
import { parseGitUrl, refuseInTheClear } from '../../git/url.ts';
import { Problem } from '../../lib/errors.ts';
import type { Credential } from '../look.ts';

/** A repository as an operator reaches it: with what the Secret holds, and with nothing of the machine it runs on. */
export interface Reached {
  readonly url: string;
  readonly access: GitAccess;
}

/** Problems name the missing or wrong key of the Secret, never a value. */
export function reach(address: string, credential: Credential | undefined): Reached {
  const parsed = parseGitUrl(address);
  if (parsed.text.startsWith('file:')) {
    throw new Problem(
      'InvalidSpec',
      `${parsed.text} is a path of the machine that tug runs on, which an operator does not read`,
      {
        hint: 'give the URL of a server',
      },
    );
  }
  const text = (key: string): string | undefined => textOf(credential, key);
  const ssh = isSsh(parsed.text);
  const access: GitAccess = {
    alone: true,
    login: (ssh ? sshLogin(text, parsed.text) : httpLogin(text)) ?? parsed.login,
    ca: text('ca.crt'),
    certificate: certificateOf(text),
    proxy: proxyOf(text('proxy'), ssh),
  };
  refuseInTheClear(parsed, access);
  return { url: parsed.text, access };
}

type Read = (key: string) => string | undefined;

function httpLogin(text: Read): GitLogin | undefined {
  const token = text('bearerToken')?.trim();
  if (token) return { kind: 'bearer', token };
  const username = text('username')?.trim();
  const password = text('password')?.replace(/\r?\n$/, '');
  if (username === undefined && password === undefined) return undefined;
  if (!password) throw lacking('password', 'beside username');
  // Servers that take a token as password ask for some name, whichever.
  return { kind: 'basic', username: username || 'git', password };
}

function sshLogin(text: Read, url: string): GitLogin {
  const privateKey = text('identity');
  if (!privateKey) throw lacking('identity', `the private key for ${url}`);
  const knownHosts = text('known_hosts');
  if (!knownHosts?.trim()) {
    throw lacking('known_hosts', `the host keys that ${url} may show, as ssh-keyscan prints them`);
  }
  if (needsPassphrase(privateKey)) {
    throw new Problem(
      'Unauthorized',
      'the identity in the Secret asks for a passphrase, which nobody is there to type',
      {
        hint: 'make a deploy key without one',
      },
    );
  }
  return { kind: 'ssh', privateKey, knownHosts };
}

function certificateOf(text: Read): GitAccess['certificate'] {
  const cert = text('tls.crt');
  const key = text('tls.key');
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw lacking(cert === undefined ? 'tls.crt' : 'tls.key', 'the other half of the pair');
  }
  return { cert, key };
}

function proxyOf(text: string | undefined, ssh: boolean): string | undefined {
  const proxy = text?.trim();
  if (!proxy) return undefined;
  const url = URL.parse(proxy);
  if (!url || !/^(?:https?|socks5h?):$/.test(url.protocol)) {
    throw new Problem('InvalidInput', 'the proxy in the Secret is no URL of a proxy', {
      hint: 'write http://host:port',
    });
  }
  if (ssh) throw new Problem('InvalidInput', 'a proxy is for https, and the URL is one for ssh');
  return proxy;
}

/** Whether both are the same server, so that what opens one may be shown to the other. */
export function isSameServer(a: string, b: string): boolean {
  return serverOf(a) === serverOf(b);
}

function serverOf(url: string): string {
  if (!isSsh(url)) return new URL(url).origin;
  const { hostname, port } = new URL(url.includes('://') ? url : `ssh://${url.replace(/:.*$/, '')}`);
  return `ssh://${hostname.toLowerCase()}:${port || '22'}`;
}

function isSsh(url: string): boolean {
  return url.startsWith('ssh:') || !url.includes('://');
}

function textOf(credential: Credential | undefined, key: string): string | undefined {
  const bytes = credential && Object.hasOwn(credential, key) ? credential[key] : undefined;
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function lacking(key: string, what: string): Problem {
  return new Problem('Unauthorized', `the Secret of the source has no ${key}: ${what}`, { hint: `add the key ${key}` });
}
