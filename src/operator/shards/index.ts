/** Replicas of the operator share the Apps. */
export { createShard } from './shard.ts';
