/** What an operator says about an App, put into its status. */
export { statusOf } from './compose.ts';
export { sameMeaning } from './same.ts';
export { isWorking, type Meaning, meanings } from './meanings.ts';
export { oneLine } from './text.ts';
export { createStatusWriter, type StatusWriter, type StatusWriterOptions } from './writer.ts';
export { type AppKey, fieldManager } from './put.ts';
export type { AppObject, Reason, Said, StatusInput } from './types.ts';
