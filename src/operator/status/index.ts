/** What an operator says about an App, put into its status. */
export { statusOf } from './compose.ts';
export { createStatusWriter, type StatusWriter } from './writer.ts';
export type { Reason, Said, StatusInput } from './types.ts';
