/** What `kubectl get` prints. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  /** Above 0: only with `-o wide`. */
  readonly priority?: number;
}

const ofReady = (field: string): string => `.status.conditions[?(@.type=="Ready")].${field}`;

export const appColumns: readonly Column[] = [
  { name: 'Ready', type: 'string', jsonPath: ofReady('status') },
  { name: 'Reason', type: 'string', jsonPath: ofReady('reason') },
  { name: 'Revision', type: 'string', jsonPath: '.status.revision' },
  { name: 'Release', type: 'integer', jsonPath: '.status.release' },
  { name: 'Message', type: 'string', jsonPath: ofReady('message'), priority: 1 },
];

export const sourceColumns: readonly Column[] = [
  { name: 'Git', type: 'string', jsonPath: '.spec.git.url' },
  { name: 'OCI', type: 'string', jsonPath: '.spec.oci.url' },
  { name: 'Chart', type: 'string', jsonPath: '.spec.chart.name' },
  { name: 'Repository', type: 'string', jsonPath: '.spec.chart.repository', priority: 1 },
];

export const tenantColumns: readonly Column[] = [{ name: 'Namespaces', type: 'string', jsonPath: '.spec.namespaces' }];

export const age: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
