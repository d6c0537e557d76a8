import { operate } from '../operate.ts';
import type { ClusterOptions, OperatorOptions } from '../options.ts';

/** `tug operator`: against a kubeconfig, or in a pod with its ServiceAccount. */
export async function operator(given: ClusterOptions & OperatorOptions): Promise<void> {
  await operate(given);
}
