/** What a kubeconfig says once its files are merged and one context is chosen; nothing is decoded or checked against a server yet. */

export interface Named<T> {
  readonly name: string;
  /** The file the entry came from; relative paths inside it are relative to that file. */
  readonly file: string;
  readonly value: T;
}

/** One kubeconfig file, or several merged. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly clusters: readonly Named<ClusterEntry>[];
  readonly users: readonly Named<UserEntry>[];
  readonly contexts: readonly Named<ContextEntry>[];
}

export interface ContextEntry {
  readonly cluster: string | undefined;
  readonly user: string | undefined;
  readonly namespace: string | undefined;
}

export interface ClusterEntry {
  readonly server: string | undefined;
  readonly tlsServerName: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  readonly certificateAuthority: string | undefined;
  readonly certificateAuthorityData: string | undefined;
  readonly proxyUrl: string | undefined;
  readonly disableCompression: boolean;
  /** The extension `client.authentication.k8s.io/exec`, handed to exec plugins as `spec.cluster.config`. */
  readonly execConfig: unknown;
}

export interface UserEntry {
  readonly clientCertificate: string | undefined;
  readonly clientCertificateData: string | undefined;
  readonly clientKey: string | undefined;
  readonly clientKeyData: string | undefined;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly impersonation: Impersonation;
  readonly exec: ExecEntry | undefined;
  readonly authProvider: string | undefined;
}

export interface Impersonation {
  readonly user?: string | undefined;
  readonly uid?: string | undefined;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}

/** The one cluster, user and namespace a connection uses. */
export interface Selection {
  readonly context: string;
  readonly namespace: string;
  readonly cluster: Named<ClusterEntry>;
  readonly user: Named<UserEntry>;
}
