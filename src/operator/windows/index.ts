/** When an operator may deploy: `spec.sync.windows`. */
export { windowState } from './state.ts';
