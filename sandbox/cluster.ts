import { sleep } from '../src/lib/async.ts';
import { Problem } from '../src/lib/errors.ts';
import { type Client, isHealthy } from './client.ts';

/** What a fresh API server needs to behave like somebody's cluster: nodes and storage. */

const nodes = ['node-1', 'node-2', 'node-3', 'node-4', 'node-5'];
const zones = ['zone-a', 'zone-b', 'zone-c'];

const node = (name: string, index: number): unknown => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'node-role.kubernetes.io/worker': '',
      'topology.kubernetes.io/region': 'sandbox',
      'topology.kubernetes.io/zone': zones[index % zones.length],
    },
  },
});

/** The provisioner is a kwok stage (stages.yaml): it makes a PersistentVolume for each claim, and the controller binds the two. */
const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'sandbox.tug.dev/volumes',
  reclaimPolicy: 'Delete',
  allowVolumeExpansion: true,
};

const furniture: readonly { path: string; object: unknown }[] = [
  ...nodes.map((name, index) => ({ path: '/api/v1/nodes', object: node(name, index) })),
  { path: '/apis/storage.k8s.io/v1/storageclasses', object: storageClass },
];

/** Creates what is missing; what is there stays as it is. */
export async function furnish(client: Client): Promise<void> {
  const answers = await Promise.all(furniture.map(({ path, object }) => client('POST', path, object)));
  const refused = answers.find(({ status }) => status !== 201 && status !== 409);
  if (!refused) return;
  throw new Problem('ApiRefused', `The sandbox refused one of its own objects: ${refused.body.slice(0, 300)}`);
}

type NodeList = { items: { status?: { conditions?: { type: string; status: string }[] } }[] };

/** Whether pods can be created and will start: the controllers made the default service account, kwok has taken its nodes over and answers for them. */
async function isSettled(client: Client, kubelet: Client): Promise<boolean> {
  const [account, list, answers] = await Promise.all([
    client('GET', '/api/v1/namespaces/default/serviceaccounts/default'),
    client('GET', '/api/v1/nodes'),
    isHealthy(kubelet, '/healthz'),
  ]);
  if (account.status !== 200 || list.status !== 200 || !answers) return false;
  const { items } = JSON.parse(list.body) as NodeList;
  const ready = items.filter(({ status }) =>
    status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'),
  );
  return ready.length >= nodes.length;
}

export async function settled(client: Client, kubelet: Client, signal: AbortSignal): Promise<void> {
  while (!(await isSettled(client, kubelet))) await sleep(50, signal);
}
