import type { AppSpec } from '../app/spec/schema.ts';
import type { PushOptions } from './options.ts';

/** A sync policy with the flags of a push, which win. */
export function syncWith(sync: AppSpec['sync'], given: PushOptions): AppSpec['sync'] {
  return {
    ...sync,
    ...(given.partial ? { partial: true } : {}),
    ...(given.wait ? {} : { wait: false }),
    ...(given.timeout ? { timeout: given.timeout } : {}),
  };
}
