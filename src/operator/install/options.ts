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

/** A quiet operator needs a tenth of it; a render of a large chart needs the rest for a second. */
export const defaultResources: Resources = {
  requests: { cpu: '100m', memory: '256Mi' },
  limits: { cpu: '2', memory: '1Gi' },
};
