/** Who sends webhooks: how each proves that it knows the secret, and where it says what changed. */

/** As Node gives them: names in lower case. */
export type HookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an event says. `event` is the sender's own word for it. */
export type HookEvent =
  | { readonly kind: 'changed'; readonly urls: readonly string[] }
  | { readonly kind: 'ping' }
  | { readonly kind: 'ignored'; readonly event: string };

export interface HookProvider {
  /** Whether the sender knows the secret. Takes the same time however much of the proof is right. */
  readonly proves: (headers: HookHeaders, body: Uint8Array, secret: Uint8Array) => boolean;
  /** `body` is parsed JSON that nothing is known of. */
  readonly read: (headers: HookHeaders, body: unknown) => HookEvent;
}
