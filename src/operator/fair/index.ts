export { fairApi } from './api.ts';
export { createScheduler } from './scheduler.ts';
export type { Scheduler } from './types.ts';
