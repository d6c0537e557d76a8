export { startServer } from './serve.ts';
export type { Answer, Health, Server, ServerOptions } from './types.ts';
