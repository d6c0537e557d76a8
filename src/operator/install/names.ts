/** Names that an operator in a cluster goes by. Policies, roles and documentation say them, so they are the same in every cluster. */
export const systemNamespace = 'tug-system';
export const operatorName = 'tug-operator';
export const operatorUser: string = `system:serviceaccount:${systemNamespace}:${operatorName}`;

/** The Secret with the keys that sign webhooks. The operator may read this one by its name and no other. */
export const webhookSecret = 'tug-webhooks';

/** Whom an App acts as when it names nobody. */
export const defaultDeployer = 'tug-deployer';

/** Keeps an App object until its members have been seen to. */
export const membersFinalizer = 'tug.dev/members';
export const holdAnnotation = 'tug.dev/hold';

/** On a namespace: the tenant it was given to by `tug tenant add`. For people and selectors; no right follows from it. */
export const tenantLabel = 'tug.dev/tenant';

export const apiGroup = 'tug.dev';
