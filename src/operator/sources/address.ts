/** Addresses of repositories, brought to one form so that a hint in one form finds a source written in another. */

/**
 * `host/path` in lower case, for https, http, ssh, git, `user@host:path`, `oci://` and bare `host/path`: without user, port, `.git`, tag and
 * digest. Two repositories may come out the same; that costs a look, never more. Undefined for what is no address.
 */
export function addressOf(text: string): string | undefined {
  if (text.length > 2_048) return undefined;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : fromShort(text.trim());
  const parsed = url === undefined ? null : URL.parse(url.replace(/^[a-z0-9+.-]+:/i, 'http:'));
  if (!parsed || parsed.hostname === '') return undefined;
  const path = decoded(parsed.pathname)
    .replaceAll(/^\/+|\/+$/g, '')
    .replace(/@sha256:[0-9a-f]*$/i, '')
    .replace(/:[\w.-]+$/, '')
    .replace(/\/?\.git$/i, '');
  return `${parsed.hostname}/${path}`.toLowerCase();
}

/** For the turns of hosts. */
export function hostOf(text: string): string {
  return addressOf(text)?.split('/', 1)[0] ?? '';
}

/** scp's form, or a registry's reference, which may have a port where scp has its path. */
function fromShort(text: string): string | undefined {
  const scp = /^(?:([\w.-]+)@)?([\w.-]+):(.+)$/.exec(text);
  if (scp && (scp[1] !== undefined || !/^\d+\//.test(scp[3] ?? '')) && !/^[^:]*\//.test(text)) {
    return `ssh://${scp[2]}/${scp[3]}`;
  }
  return /^[a-z0-9][\w.-]*(?::\d+)?\/\S+$/i.test(text) ? `ssh://${text}` : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
