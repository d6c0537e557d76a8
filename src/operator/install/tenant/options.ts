export interface TenantOptions {
  readonly name: string;
  /** One of the tenant's name when empty. */
  readonly namespaces: readonly string[];
  /** Whom its Apps act as. */
  readonly serviceAccount: string;
  /** ClusterRole that this account has in each of the namespaces. */
  readonly role: string;
  /** URLs, with `*`; any when empty. */
  readonly sources: readonly string[];
  /** Objects of one App; the Tenant's own default when absent. */
  readonly objects?: number | undefined;
  /** `hard` of a ResourceQuota in each namespace; none when empty. */
  readonly quota: Readonly<Record<string, string>>;
  /** What a container asks for and may use when it does not say; none when empty. */
  readonly containerDefaults: Readonly<Record<string, string>>;
}

export const namespacesOf = ({ name, namespaces }: TenantOptions): readonly string[] =>
  namespaces.length > 0 ? namespaces : [name];
