import type { Carry } from './context.ts';

export const keep: Carry = () => Promise.resolve({ result: 'unchanged' });
