import { Problem } from '../lib/errors.ts';

/** A user and password for http, or a private key for ssh. Given to git through a pipe or a file of its own, never by argv or environment. */
export type GitCredential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'ssh'; readonly privateKey: string; readonly knownHosts: string };

export interface GitUrl {
  /** Without user and password (for ssh: with the user): fit for argv, messages and configuration files. */
  readonly text: string;
  /** What was written into the URL. */
  readonly credential: GitCredential | undefined;
}

const schemes = new Set(['https:', 'http:', 'ssh:', 'file:']);

/** Only transports that read: `ext::` and the like would run what a repository's URL says. */
export function parseGitUrl(text: string): GitUrl {
  const scp = /^([\w.-]+@)?([A-Za-z0-9][\w.-]*):(?!\/\/)([^\s:].*)$/.exec(text);
  if (scp && !text.includes('::')) return { text, credential: undefined };
  const url = URL.parse(text);
  if (!url || !schemes.has(url.protocol) || /\s/.test(text)) {
    throw new Problem('InvalidInput', `${shown(text)} is no URL of a Git repository`, {
      hint: 'write https://…, ssh://… or file://…',
    });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { text, credential: undefined };
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '') return { text: url.href, credential: undefined };
  return {
    text: url.href,
    credential: { kind: 'basic', username: decodeURIComponent(username), password: decodeURIComponent(password) },
  };
}

/** Sent in the clear, a password is everybody's. */
export function refuseInTheClear(url: GitUrl, credential: GitCredential | undefined): void {
  if (!credential || !url.text.startsWith('http:')) return;
  const { hostname } = new URL(url.text);
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) return;
  throw new Problem('InvalidInput', `${url.text} would get its credentials unencrypted`, { hint: 'use https' });
}

function shown(text: string): string {
  return JSON.stringify(text.replace(/\/\/[^/@]*@/, '//'));
}
