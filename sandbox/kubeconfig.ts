import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { serverUrl, type State } from './state.ts';

/** One kubeconfig a client, certificates included, so that each file can be copied anywhere. */
const users = ['admin', 'controller-manager', 'scheduler', 'kwok'] as const;
type User = (typeof users)[number];

export function kubeconfigOf(layout: Layout, user: User): string {
  return user === 'admin' ? layout.kubeconfig : join(layout.directory, `${user}.kubeconfig`);
}

export function writeKubeconfigs(layout: Layout, state: State): void {
  for (const user of users) {
    const path = kubeconfigOf(layout, user);
    writeFileSync(`${path}.part`, kubeconfig(layout, state, user), { mode: 0o600 });
    renameSync(`${path}.part`, path);
  }
}

function kubeconfig(layout: Layout, state: State, user: User): string {
  const credential = `    client-certificate-data: ${encoded(layout, `${user}.crt`)}
    client-key-data: ${encoded(layout, `${user}.key`)}
`;
  return document(layout, state, user, credential);
}

/** For whoever holds a token; `tokenFile` is relative to the kubeconfig. */
export function tokenKubeconfig(layout: Layout, state: State, tokenFile: string): string {
  return document(layout, state, 'operator', `    tokenFile: ${JSON.stringify(tokenFile)}\n`);
}

const encoded = ({ pki }: Layout, name: string): string => readFileSync(join(pki, name)).toString('base64');

function document(layout: Layout, state: State, user: string, credential: string): string {
  const cluster = layout.name === 'default' ? 'tug-sandbox' : `tug-sandbox-${layout.name}`;
  return `apiVersion: v1
kind: Config
current-context: ${cluster}
contexts:
- name: ${cluster}
  context: {cluster: ${cluster}, user: ${user}}
clusters:
- name: ${cluster}
  cluster:
    server: ${serverUrl(state)}
    certificate-authority-data: ${encoded(layout, 'ca.crt')}
users:
- name: ${user}
  user:
${credential}`;
}
