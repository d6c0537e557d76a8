/** What is told to the outside. Coalesced by App and kind, retried, free of secrets. */
import type { AppRef } from '../../app/ledger/ledger.ts';
import type { AppSpec } from '../../app/spec/schema.ts';
import type { SecretData } from '../sources/types.ts';

export interface News {
  readonly kind: 'deploying' | 'deployed' | 'failed' | 'drift' | 'held';
  readonly app: AppRef;
  readonly revision: string;
  /** URL of the Git repository the revision is a commit of; undefined for other sources. */
  readonly repository: string | undefined;
  readonly release: number;
  readonly message: string;
  /** RFC 3339. */
  readonly when: string;
}

export type Notification = AppSpec['notify'][number];

export interface Notifier {
  /** Returns at once. A later news of the same App and target replaces one that has not gone out yet. */
  tell(news: News, targets: readonly { readonly to: Notification; readonly secret: SecretData | undefined }[]): void;
  close(): Promise<void>;
}
