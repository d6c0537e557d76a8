/** Tells the outside how deploys end. */
export { createNotifier, type NotifierOptions } from './notifier.ts';
export type { News, Notification } from './types.ts';
