export { down } from './down.ts';
export { status, type SandboxStatus } from './status.ts';
export { type EnsuredSandbox, ensureSandbox, up, type UpOptions } from './up.ts';
