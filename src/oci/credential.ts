/** `identityToken` is an OAuth2 refresh token; then there is no password. */
export interface Credential {
  readonly username: string;
  readonly password: string;
  readonly identityToken?: string | undefined;
}
