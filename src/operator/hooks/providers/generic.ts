import { headerOf } from '../headers.ts';
import { listAt } from '../payload.ts';
import { isPrefixedHmac } from '../proof.ts';
import type { HookProvider } from '../types.ts';

/** For anything that can sign: `X-Signature: sha256=…` over `{"urls": ["https://…", "oci://…"]}`. */
export const generic: HookProvider = {
  proves: (headers, body, secret) => isPrefixedHmac(headerOf(headers, 'x-signature'), body, secret),
  read: (_, body) => {
    const urls = listAt(body, 'urls').filter((url) => typeof url === 'string');
    return urls.length > 0 ? { kind: 'changed', urls } : { kind: 'ping' };
  },
};
