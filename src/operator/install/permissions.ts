/**
 * What the operator may do with its own identity, verb by verb. It is data: the roles are made of it, and so is the page that explains
 * them. Whatever an App needs is done as the App's own ServiceAccount and is not in here.
 */
import { apiGroup, webhookSecret } from './names.ts';

export interface Permission {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  /** Only the objects of these names. */
  readonly names?: readonly string[];
  /** Why it cannot do without; a sentence for an administrator. */
  readonly reason: string;
}

/** In every namespace. */
export const clusterPermissions: readonly Permission[] = [
  {
    group: apiGroup,
    resource: 'apps',
    verbs: ['get', 'list', 'watch'],
    reason: 'Apps are what it works on; it learns of them by one watch',
  },
  {
    group: apiGroup,
    resource: 'apps',
    verbs: ['patch'],
    reason:
      'To put its finalizer on an App before the first member is written, and to take it off after the last is gone',
  },
  {
    group: apiGroup,
    resource: 'apps/status',
    verbs: ['patch'],
    reason: 'To say how an App is',
  },
  {
    group: apiGroup,
    resource: 'tenants',
    verbs: ['list', 'watch'],
    reason: 'What the Apps of a namespace may do',
  },
  {
    group: apiGroup,
    resource: 'sources',
    verbs: ['list', 'watch'],
    reason: 'Sources that several Apps share, and who may use them',
  },
  {
    group: 'apiextensions.k8s.io',
    resource: 'customresourcedefinitions',
    verbs: ['list', 'watch'],
    reason: 'To learn that a kind has appeared or gone without asking again and again; only metadata is asked for',
  },
  {
    group: 'events.k8s.io',
    resource: 'events',
    verbs: ['create', 'patch'],
    reason: 'To tell beside an App what happened to it; a repeated Event is counted up',
  },
];

/** In the operator's own namespace. */
export const systemPermissions: readonly Permission[] = [
  {
    group: 'coordination.k8s.io',
    resource: 'leases',
    verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
    reason: 'By Leases the replicas know one another and share the Apps',
  },
  {
    group: '',
    resource: 'secrets',
    names: [webhookSecret],
    verbs: ['get'],
    reason: 'The keys by which it knows that a webhook is genuine; this Secret and no other',
  },
];
