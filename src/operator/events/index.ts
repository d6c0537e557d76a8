/** Kubernetes Events about Apps. */
export { createEvents, type Events } from './events.ts';
export type { EventReason } from './types.ts';
