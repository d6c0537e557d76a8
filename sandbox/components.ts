import { join } from 'node:path';
import { kubeconfigOf } from './kubeconfig.ts';
import type { Layout } from './layout.ts';
import type { ComponentName } from './processes.ts';
import type { State } from './state.ts';

/**
 * The command line of each component. They run in the sandbox's directory: etcd listens on a Unix socket in it, named
 * relative to it because the path of such a socket may have no more than 107 bytes. Everything else listens on 127.0.0.1.
 */

export interface Place {
  readonly layout: Layout;
  readonly state: State;
}

export const kwokConfig = (layout: Layout): string => join(layout.directory, 'kwok.yaml');
export const schedulerConfig = (layout: Layout): string => join(layout.directory, 'scheduler.yaml');

const etcdUrl = 'unix://etcd:0';
const peerUrl = 'unix://etcd-peer:0';

export const commandLines: Readonly<Record<ComponentName, (place: Place) => string[]>> = {
  etcd: ({ layout }) => [
    '--name=sandbox',
    `--data-dir=${layout.directory}/etcd`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=sandbox=${peerUrl}`,
    // What a power cut may lose here can be made again.
    '--unsafe-no-fsync',
    '--quota-backend-bytes=4294967296',
    '--log-level=warn',
  ],
  'kube-apiserver': ({ layout: { pki, directory }, state }) => [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${state.ports.apiserver}`,
    // A loopback address may not be an endpoint of the kubernetes Service, and a machine off the network has no other.
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--cert-dir=${directory}/apiserver`,
    `--tls-cert-file=${pki}/server.crt`,
    `--tls-private-key-file=${pki}/server.key`,
    `--client-ca-file=${pki}/ca.crt`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${pki}/service-account.pub`,
    `--service-account-signing-key-file=${pki}/service-account.key`,
    '--service-cluster-ip-range=10.96.0.0/12',
    `--requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-username-headers=X-Remote-User',
    `--proxy-client-cert-file=${pki}/front-proxy-client.crt`,
    `--proxy-client-key-file=${pki}/front-proxy-client.key`,
    `--kubelet-certificate-authority=${pki}/ca.crt`,
    `--kubelet-client-certificate=${pki}/kubelet-client.crt`,
    `--kubelet-client-key=${pki}/kubelet-client.key`,
    '--kubelet-preferred-address-types=InternalIP',
    // Priority and fairness shares out the sum of the two; a benchmark should measure its subject, not this.
    '--max-requests-inflight=1600',
    '--max-mutating-requests-inflight=800',
    '--profiling=false',
  ],
  'kube-controller-manager': ({ layout }) => [
    `--kubeconfig=${kubeconfigOf(layout, 'controller-manager')}`,
    '--secure-port=0',
    '--leader-elect=false',
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${layout.pki}/service-account.key`,
    `--root-ca-file=${layout.pki}/ca.crt`,
    `--cluster-signing-cert-file=${layout.pki}/ca.crt`,
    `--cluster-signing-key-file=${layout.pki}/ca.key`,
    // kwok sends no heartbeats, so that an idle sandbox is idle; its nodes do not fail.
    '--node-monitor-grace-period=87600h',
    '--kube-api-qps=1000',
    '--kube-api-burst=2000',
    '--profiling=false',
  ],
  'kube-scheduler': ({ layout }) => [`--config=${schedulerConfig(layout)}`, '--secure-port=0', '--profiling=false'],
  kwok: ({ layout, state }) => [
    `--kubeconfig=${kubeconfigOf(layout, 'kwok')}`,
    `--config=${kwokConfig(layout)}`,
    '--manage-all-nodes=true',
    '--node-ip=127.0.0.1',
    `--node-port=${state.ports.kubelet}`,
    `--server-address=127.0.0.1:${state.ports.kubelet}`,
    `--tls-cert-file=${layout.pki}/server.crt`,
    `--tls-private-key-file=${layout.pki}/server.key`,
    '--node-lease-duration-seconds=0',
    '--cidr=10.0.0.0/11',
    '--v=WARN',
  ],
};
