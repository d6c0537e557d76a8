export { down } from './down.ts';
export { status, type SandboxStatus } from './status.ts';
export { ensureSandbox, up } from './up.ts';
