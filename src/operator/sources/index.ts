export { createSourceHub, type SourceHubOptions } from './hub.ts';
export type * from './types.ts';
