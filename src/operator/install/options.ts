/** What a cluster's own wishes are, of all that is installed. */
export interface Deployment {
  /** Reference of the image, as the nodes pull it. */
  readonly image: string;
  readonly replicas: number;
  /** Port of probes, metrics and webhooks. */
  readonly port: number;
  readonly resources: Resources;
}

export interface Resources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

export interface InstallOptions {
  /** Absent: everything but the operator itself, which runs somewhere else. */
  readonly deployment?: Deployment | undefined;
}

export const defaultPort = 8080;

/**
 * A quiet operator needs what it asks for. Two processors mean two renders at once, and each may take a gigabyte before it is ended: below
 * their sum, whoever writes a template could have the operator killed.
 */
export const defaultResources: Resources = {
  requests: { cpu: '100m', memory: '256Mi' },
  limits: { cpu: '2', memory: '3Gi' },
};
