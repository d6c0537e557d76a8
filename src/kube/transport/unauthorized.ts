import { X509Certificate } from 'node:crypto';
import { ApiError } from '../errors.ts';
import type { Credential } from '../kubeconfig/credential.ts';

/** 401. kube-apiserver accepts the TLS handshake of an expired client certificate and only then says "Unauthorized": the date tells why. */
export function unauthorized(
  line: { readonly server: URL; readonly where: string; readonly clock: { now(): number } },
  about: string,
  credential: Credential,
): ApiError {
  const server = line.server.origin;
  const expired = expiry(credential, line.clock.now());
  const none = credential.authorization === undefined && credential.certificate === undefined;
  const message =
    expired ??
    (none
      ? `${server} wants credentials and the kubeconfig names none for this user`
      : `${server} does not accept these credentials`);
  const hint = expired ? 'renew it, or fetch the kubeconfig anew' : 'log in anew, or choose another user or context';
  return new ApiError({
    status: 401,
    reason: 'Unauthorized',
    message,
    where: line.where === '' ? about : line.where,
    hint,
  });
}

function expiry(credential: Credential, now: number): string | undefined {
  const { certificate, authorization } = credential;
  if (certificate) {
    const until = new X509Certificate(certificate.cert).validToDate;
    if (until.getTime() < now) return `the client certificate expired on ${until.toISOString().slice(0, 16)}Z`;
  }
  const until = tokenExpiry(authorization);
  return until !== undefined && until < now
    ? `the token expired on ${new Date(until).toISOString().slice(0, 16)}Z`
    : undefined;
}

/** `exp` of a JWT; undefined for opaque tokens. */
function tokenExpiry(authorization: string | undefined): number | undefined {
  const payload = authorization?.startsWith('Bearer ') ? authorization.split('.')[1] : undefined;
  if (payload === undefined) return undefined;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
