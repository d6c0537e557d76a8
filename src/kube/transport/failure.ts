import { Problem } from '../../lib/errors.ts';

interface Explanation {
  readonly what: string;
  readonly hint: string;
}

const resolveHint = 'check the server of the context, and the network or VPN';

/** By error code of Node, OpenSSL and undici: what a person should read. `%s` is the server. */
const explanations: Record<string, Explanation> = {
  ECONNREFUSED: { what: '%s refuses connections', hint: 'check that the cluster runs and that the port is right' },
  ENOTFOUND: { what: 'the host name of %s cannot be resolved', hint: resolveHint },
  EAI_AGAIN: { what: 'the host name of %s cannot be resolved (no answer from DNS)', hint: resolveHint },
  EHOSTUNREACH: { what: 'there is no route to %s', hint: resolveHint },
  ENETUNREACH: { what: 'there is no route to %s', hint: resolveHint },
  ETIMEDOUT: { what: '%s does not answer', hint: resolveHint },
  UND_ERR_CONNECT_TIMEOUT: { what: '%s does not answer', hint: resolveHint },
  UND_ERR_HEADERS_TIMEOUT: {
    what: '%s accepted the request but did not answer in time',
    hint: 'the server may be overloaded; try again',
  },
  UND_ERR_BODY_TIMEOUT: {
    what: '%s stopped in the middle of its answer',
    hint: 'the server may be overloaded; try again',
  },
  ECONNRESET: {
    what: 'the connection to %s was cut',
    hint: 'try again; a proxy or load balancer in between may cut connections',
  },
  EPIPE: {
    what: 'the connection to %s was cut',
    hint: 'try again; a proxy or load balancer in between may cut connections',
  },
  UND_ERR_SOCKET: {
    what: 'the connection to %s was cut',
    hint: 'try again; a proxy or load balancer in between may cut connections',
  },
  UND_ERR_ABORTED: { what: 'the request to %s was broken off', hint: 'try again' },
  CERT_HAS_EXPIRED: {
    what: 'the TLS certificate of %s, or of the authority that signed it, has expired',
    hint: 'renew the certificate of the server, or fetch the kubeconfig anew if it holds an old certificate-authority',
  },
  CERT_NOT_YET_VALID: {
    what: 'the TLS certificate of %s is not valid yet',
    hint: 'check the clocks of this machine and of the server',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    what: 'the TLS certificate of %s is for other names',
    hint: 'use a name of the certificate as server, or set tls-server-name',
  },
  CERT_REVOKED: { what: 'the TLS certificate of %s has been revoked', hint: 'renew the certificate of the server' },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    what: '%s does not speak TLS',
    hint: 'the server may want http://, or the port is another',
  },
  EPROTO: {
    what: 'the TLS handshake with %s failed',
    hint: 'check that the port is the one of a Kubernetes API server',
  },
  HPE_INVALID_CONSTANT: {
    what: '%s does not speak HTTP',
    hint: 'check that the port is the one of a Kubernetes API server',
  },
  UND_ERR_PRX_TLS: {
    what: 'the TLS connection to the proxy in front of %s failed',
    hint: 'check proxy-url and HTTPS_PROXY',
  },
};

const unknownAuthority: Explanation = {
  what: 'the TLS certificate of %s is signed by an unknown authority',
  hint: "set certificate-authority in the kubeconfig to the cluster's own CA",
};
for (const code of [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]) {
  explanations[code] = unknownAuthority;
}

const clientCertificateAlert =
  /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|CERTIFICATE_UNKNOWN|CERTIFICATE_REQUIRED|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA)/;

/** A failure below HTTP → one sentence with the server and what to do. `where` names the context. */
export function unreachable(error: unknown, server: string, where: string): Problem {
  const { what, hint } = explain(error);
  return new Problem('Unreachable', what.replace('%s', server), { where, hint, cause: error });
}

export function timedOut(server: string, ms: number, about: string): Problem {
  const seconds = Math.round(ms / 100) / 10;
  return new Problem('Unreachable', `${server} did not answer within ${seconds} s`, {
    where: about,
    hint: 'check the network; the server or a webhook may be overloaded',
  });
}

export function notKubernetes(server: string, about: string): Problem {
  return new Problem('Unreachable', `${server} does not answer like a Kubernetes API server`, {
    where: about,
    hint: 'check the server URL of the context',
  });
}

function explain(error: unknown): Explanation {
  const code = codeOf(error);
  const known = explanations[code];
  if (known) return known;
  if (clientCertificateAlert.test(code)) {
    return {
      what: '%s refuses the client certificate (expired, or signed by an authority it does not know)',
      hint: 'fetch the kubeconfig anew',
    };
  }
  const text = error instanceof Error ? error.message : String(error);
  if (code.startsWith('PROXY_')) {
    return {
      what: `the proxy in front of %s refused the connection (HTTP ${code.slice(6)})`,
      hint: 'check proxy-url and HTTPS_PROXY, and the user in them',
    };
  }
  if (code.startsWith('ERR_SSL')) {
    return {
      what: `the TLS handshake with %s failed (${code})`,
      hint: 'check that the port is the one of a Kubernetes API server',
    };
  }
  return { what: `%s cannot be reached (${code || text})`, hint: resolveHint };
}

/** The code of the error itself or of what caused it. */
export function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const { code } = at as NodeJS.ErrnoException;
    const [, proxyStatus] = /^Proxy response \((\d+)\)/.exec(at.message) ?? [];
    if (proxyStatus !== undefined) return `PROXY_${proxyStatus}`;
    if (typeof code === 'string' && code !== 'UND_ERR' && code !== 'UND_ERR_SOCKET') return code;
    if (at instanceof AggregateError && at.errors[0] instanceof Error) return codeOf(at.errors[0]);
    if (typeof code === 'string' && !(at.cause instanceof Error)) return code;
  }
  return '';
}
