import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `signature` is the hex HMAC-SHA256 of the body. An empty secret proves nothing. */
export function isHmac(signature: string, body: Uint8Array, secret: Uint8Array): boolean {
  if (secret.length === 0 || !/^[0-9a-f]{64}$/i.test(signature)) return false;
  return timingSafeEqual(Buffer.from(signature, 'hex'), createHmac('sha256', secret).update(body).digest());
}

/** The same for the form `sha256=…`. */
export function isPrefixedHmac(header: string, body: Uint8Array, secret: Uint8Array): boolean {
  return header.startsWith('sha256=') && isHmac(header.slice('sha256='.length), body, secret);
}

/** Whether a text is the secret itself. Digests are compared, so that not even the length shows in the time it takes. */
export function isSecret(text: string | Uint8Array, secret: Uint8Array): boolean {
  const digest = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
  return timingSafeEqual(digest(text), digest(secret)) && secret.length > 0;
}

/** Whether an Authorization header carries the secret: bare, as a bearer token, or as the password of Basic. */
export function isAuthorization(header: string, secret: Uint8Array): boolean {
  const [, scheme = '', rest = ''] = /^(\S+) +(.*)$/s.exec(header) ?? [];
  const password = Buffer.from(rest, 'base64')
    .toString('latin1')
    .replace(/^[^:]*:/, '');
  // None is left out once another has matched: the time must not tell which.
  const bare = isSecret(header, secret);
  const bearer = isSecret(rest, secret) && /^bearer$/i.test(scheme);
  const basic = isSecret(Buffer.from(password, 'latin1'), secret) && /^basic$/i.test(scheme);
  return bare || bearer || basic;
}
