export { startServer } from './serve.ts';
