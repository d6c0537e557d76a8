import { Problem } from '../lib/errors.ts';
import type { GitAccess, GitLogin } from './access.ts';

export interface GitUrl {
  /** Without user and password (for ssh: with the user): fit for argv, messages and configuration files. */
  readonly text: string;
  /** What was written into the URL. */
  readonly login: GitLogin | undefined;
}

const schemes = new Set(['https:', 'http:', 'ssh:', 'file:']);

/** Only transports that read: `ext::` and the like would run what a repository's URL says. */
export function parseGitUrl(text: string): GitUrl {
  const scp = /^([\w.-]+@)?([A-Za-z0-9][\w.-]*):(?!\/\/)([^\s:].*)$/.exec(text);
  if (scp && !text.includes('::')) return { text, login: undefined };
  const url = URL.parse(text);
  if (!url || !schemes.has(url.protocol) || /\s/.test(text)) {
    throw new Problem('InvalidInput', `${shown(text)} is no URL of a Git repository`, {
      hint: 'write https://…, ssh://… or file://…',
    });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { text, login: undefined };
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '') return { text: url.href, login: undefined };
  return {
    text: url.href,
    login: { kind: 'basic', username: decodeURIComponent(username), password: decodeURIComponent(password) },
  };
}

/** Sent in the clear, a password is everybody's. */
export function refuseInTheClear(url: GitUrl, { login }: GitAccess): void {
  if (!login || !url.text.startsWith('http:')) return;
  const { hostname } = new URL(url.text);
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) return;
  throw new Problem('InvalidInput', `${url.text} would get its credentials unencrypted`, { hint: 'use https' });
}

function shown(text: string): string {
  return JSON.stringify(text.replace(/\/\/[^/@]*@/, '//'));
}
