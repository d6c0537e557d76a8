export { createSourceHub } from './hub.ts';
export type * from './types.ts';
