import { Problem } from '../lib/errors.ts';
import type { Credential } from './credential.ts';

/** `auths` of a Docker configuration: by registry, or by a registry and the beginning of a repository's name. */
export type StoredAuths = Readonly<Record<string, StoredAuth>>;

interface StoredAuth {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/**
 * What is stored for a repository. The longest name that the repository begins with wins, and a host that is written out wins over
 * one with `*`, which stands for one part of it as it does for image pull Secrets of Kubernetes. `where` is said when the entry is broken.
 */
export function storedCredential(
  auths: StoredAuths,
  registry: string,
  repository: string,
  where: string,
): Credential | undefined {
  const matching = Object.entries(auths)
    .map(([name, entry]) => ({ ...nameParts(name), entry }))
    .filter(({ host, path }) => isHost(host, registry) && `${repository}/`.startsWith(path ? `${path}/` : ''));
  const [best] = matching.toSorted(
    (a, b) => b.path.length - a.path.length || Number(a.host.includes('*')) - Number(b.host.includes('*')),
  );
  return best && credentialOf(best.entry, registry, where);
}

/** Docker Hub has kept the name of its first version. */
const hub: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** The version of the API at the end of a name is from when names were URLs. */
function nameParts(name: string): { host: string; path: string } {
  const bare = name.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  const slash = bare.indexOf('/');
  if (slash < 0) return { host: bare, path: '' };
  const path = bare.slice(slash + 1);
  return { host: bare.slice(0, slash), path: /^v[12]$/.test(path) ? '' : path };
}

function isHost(pattern: string, registry: string): boolean {
  if (pattern === registry || (hub.has(pattern) && hub.has(registry))) return true;
  if (!pattern.includes('*')) return false;
  const [wanted, given] = [pattern.split('.'), registry.split('.')];
  return wanted.length === given.length && wanted.every((part, index) => isPart(part, given[index] ?? ''));
}

/** Each `*` is tried at one place only, from left to right: linear however many there are. */
function isPart(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > text.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}

function credentialOf(entry: StoredAuth, registry: string, where: string): Credential | undefined {
  if (entry.identitytoken) return { username: '', password: '', identityToken: entry.identitytoken };
  if (entry.username && entry.password) return { username: entry.username, password: entry.password };
  if (!entry.auth) return undefined;
  const text = Buffer.from(entry.auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) {
    throw new Problem('Environment', `the entry for ${registry} is not base64 of user:password`, {
      where,
      hint: 'log in again',
    });
  }
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replaceAll('\0', '') };
}
