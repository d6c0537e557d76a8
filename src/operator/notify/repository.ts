/** The URL of a Git repository → where its server's API is, and what it calls the repository. */

export interface Repository {
  /** Of the web server: `https://git.example`, with the port when the URL was one of the web. */
  readonly origin: string;
  readonly host: string;
  /** Without slashes at the ends and `.git`: `group/sub/shop`. */
  readonly path: string;
}

/** https, http, ssh, git, and scp's `user@host:path`. Undefined for what is none, such as a path. */
export function repositoryOf(text: string): Repository | undefined {
  const scp = /^(?:[^@/\s]+@)?(\[[^\]]+\]|[^:/\s]+):(?!\/\/)(.+)$/.exec(text);
  const url = URL.parse(scp ? `ssh://${scp[1]}/${scp[2]}` : text);
  if (!url || url.hostname === '' || !/^(?:https?|ssh|git|git\+ssh):$/.test(url.protocol)) return undefined;
  const path = safely(url.pathname)
    .replaceAll(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '');
  if (!path.includes('/')) return undefined;
  const web = /^https?:$/.test(url.protocol);
  // The port of an ssh URL is that of sshd; the web server is taken to be at its usual place.
  return { origin: web ? url.origin : `https://${url.hostname}`, host: url.hostname, path };
}

/** Without user, password and query, so that it can be shown to others; as it is when it is no URL. */
export function shownRepository(text: string): string {
  const url = /^[a-z+]+:\/\//i.test(text) ? URL.parse(text) : undefined;
  return url ? `${url.protocol}//${url.host}${url.pathname}` : text;
}

function safely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
