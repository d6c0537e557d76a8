/** Replicas of the operator share the Apps. */
export { createShard } from './shard.ts';
export type { ShardOptions } from './options.ts';
export type { Shard } from './types.ts';
