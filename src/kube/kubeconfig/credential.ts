import type { ClientCertificate } from './pem.ts';

/** What a request carries to say who sends it. */
export interface Credential {
  readonly authorization?: string | undefined;
  readonly certificate?: ClientCertificate | undefined;
}

/** Where credentials come from over the life of a connection: tokens rotate, plugins answer anew. */
export interface Credentials {
  current(): Promise<Credential>;
  /** The server answered 401 to what `current` gave. True when asking again may give something else. */
  rejected(): boolean;
}
