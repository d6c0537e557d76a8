import { styleText } from 'node:util';

export const gray = (text: string): string => styleText('gray', text, { stream: process.stdout });
export const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
