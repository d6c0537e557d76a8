/** Manifests for tests, one call an object. */

export function configMap(name: string, data: Readonly<Record<string, string>> = { a: 'b' }, extra = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${extra}}\ndata: ${JSON.stringify(data)}\n`;
}

export interface DeploymentOptions {
  readonly image?: string;
  readonly replicas?: number;
  /** More fields of the pod template's `spec`, in flow style. */
  readonly pod?: string;
}

export function deployment(
  name: string,
  { image = 'registry.k8s.io/pause:3.10', replicas = 1, pod = '' }: DeploymentOptions = {},
): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {${pod}containers: [{name: main, image: "${image}"}]}
`;
}

export function service(name: string, port = 80): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{port: ${port}}]}\n`;
}

/** One file of several documents. */
export const documents = (...texts: readonly string[]): string => texts.join('---\n');

export function app(name: string, spec = ''): string {
  return `apiVersion: tug.dev/v1alpha1\nkind: App\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
}
