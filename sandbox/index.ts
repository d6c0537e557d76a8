export { down } from './down.ts';
export { operatorAccess, type OperatorAccess } from './operator.ts';
export { status, type SandboxStatus } from './status.ts';
export { ensureSandbox, up } from './up.ts';
