export const parts = ['untouched', 'touched', 'chain', 'drift', 'restart', 'idle', 'helm'] as const;
/** What may be measured beside the first sync, without which there is nothing to measure. */
export type Part = (typeof parts)[number];
