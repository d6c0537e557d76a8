import type { KubeObject } from '../../../kube/object.ts';
import type { InstallOptions } from '../options.ts';
import { operatorAccount } from './account.ts';
import { appRoles } from './app-roles.ts';
import { disruptionBudget } from './budget.ts';
import { definitions } from './definitions.ts';
import { deployment } from './deployment.ts';
import { system } from './namespace.ts';
import { networkPolicy } from './network-policy.ts';
import { operatorRoles } from './operator-roles.ts';
import { policies } from './policies/index.ts';
import { service } from './service.ts';

/** Everything `tug install` puts into a cluster, in an order in which it can be read and applied. Pure: same options, same objects. */
export function objectsOf(options: InstallOptions): KubeObject[] {
  const { deployment: wanted } = options;
  return [
    system(),
    ...definitions(),
    operatorAccount(),
    ...operatorRoles(),
    ...appRoles(),
    ...policies(),
    ...(wanted ? [deployment(wanted), service(wanted), networkPolicy(wanted)] : []),
    ...(wanted && wanted.replicas > 1 ? [disruptionBudget()] : []),
  ];
}
