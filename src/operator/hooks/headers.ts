import type { HookHeaders } from './types.ts';

/** One value of a header, or '' when it is not there or was sent more than once. `name` is in lower case. */
export function headerOf(headers: HookHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
