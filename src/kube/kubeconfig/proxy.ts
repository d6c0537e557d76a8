/** Go's rules for HTTPS_PROXY, HTTP_PROXY and NO_PROXY (golang.org/x/net/http/httpproxy), which every Kubernetes client follows. */

/** The proxy for `server`, or undefined to connect directly. A kubeconfig's `proxy-url` is handled by the caller and beats the environment. */
export function proxyFromEnvironment(server: URL, env: NodeJS.ProcessEnv): string | undefined {
  const variable = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[variable] || env[variable.toLowerCase()];
  if (!proxy || bypasses(server, env.NO_PROXY || env.no_proxy || '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function bypasses(server: URL, noProxy: string): boolean {
  const host = server.hostname.replaceAll(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true;
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  return noProxy.split(',').some((entry) => matches(entry.trim().toLowerCase(), host, port));
}

/** `*`, `1.2.3.0/24`, `example.com` (and its subdomains), `.example.com` (subdomains only), each with an optional port. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(host, entry);
  const [, name = entry, wantedPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const bare = name.replaceAll(/^\[|\]$/g, '').replace(/^\*/, '');
  if (bare.startsWith('.')) return host.endsWith(bare);
  return host === bare || host.endsWith(`.${bare}`);
}

function inRange(host: string, range: string): boolean {
  const [base = '', bits = ''] = range.split('/');
  const address = ipv4(host);
  const network = ipv4(base);
  if (address === undefined || network === undefined) return false;
  const size = Number(bits);
  return size >= 0 && size <= 32 && (size === 0 || address >>> (32 - size) === network >>> (32 - size));
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}
