export { fairApi } from './api.ts';
export { createScheduler } from './scheduler.ts';
