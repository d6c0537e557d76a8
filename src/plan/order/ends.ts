/** Kinds that run once and then only stand in the way of their next run. */
const runsOnce: ReadonlySet<string> = new Set(['Job', 'Pod', 'Workflow']);

/** Whether an object of this kind does something and ends, rather than being there for others. */
export const endsByItself = ({ kind }: { readonly kind: string }): boolean => runsOnce.has(kind);
