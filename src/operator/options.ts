import type { Api } from '../kube/index.ts';
import type { Logger } from './log/types.ts';

export interface OperatorOptions {
  /** With the operator's own identity. */
  readonly api: Api;
  readonly version: string;
  /** Of the Apps to work on; all when empty. */
  readonly namespaces?: readonly string[];
  /** `HOST:PORT` of metrics, health and webhooks; none is served when absent. Port 0 is any that is free. */
  readonly listen?: string;
  /** Of this replica, unlike that of any other; the name of its Pod. */
  readonly name: string;
  readonly log: Logger;
}
