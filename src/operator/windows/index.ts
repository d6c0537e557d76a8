/** When an operator may deploy: `spec.sync.windows`. */
export { checkWindows, windowState, type WindowState } from './state.ts';
