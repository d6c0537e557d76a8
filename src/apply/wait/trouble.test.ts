import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { ownerOfPods, troubleOfPods, viewPod, viewReplicaSet } from './owned.ts';
import type { ContainerState, Pod } from './pod-shape.ts';
import { type TroubleKind, troubleOfPod, troubleOfWorkload } from './trouble.ts';

const container = (state: ContainerState['state'], more: Partial<ContainerState> = {}): ContainerState => ({
  name: 'app',
  image: 'a:1',
  ready: false,
  ...(state && { state }),
  ...more,
});
const waiting = (reason: string, message?: string): ContainerState =>
  container({ waiting: { reason, ...(message && { message }) } });

const pod = (status: NonNullable<Pod['status']>, metadata: Partial<KubeObject['metadata']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'n', uid: 'p1', ...metadata },
  status,
});

const with_ = (...containerStatuses: ContainerState[]): Pod => pod({ phase: 'Pending', containerStatuses });

describe('a container in trouble', () => {
  const cases: [string, ContainerState, TroubleKind, RegExp][] = [
    [
      'back-off',
      waiting('ImagePullBackOff', 'Back-off pulling image'),
      'image',
      /^pod web-1: container app cannot get image a:1 \(ImagePullBackOff: Back-off/,
    ],
    ['first pull error', waiting('ErrImagePull'), 'image', /\(ErrImagePull\)$/],
    ['impossible image name', waiting('InvalidImageName'), 'imageName', /cannot get image/],
    [
      'missing config',
      waiting('CreateContainerConfigError', 'configmap "x" not found'),
      'config',
      /cannot start .*configmap "x" not found/,
    ],
    [
      'crash loop',
      container(
        { waiting: { reason: 'CrashLoopBackOff' } },
        { restartCount: 3, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
      ),
      'crash',
      /keeps crashing \(3 restarts, OOMKilled, exit code 137\)/,
    ],
    [
      'first crash',
      container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 1 }),
      'slow',
      /keeps crashing \(1 restarts/,
    ],
    ['start', waiting('ContainerCreating'), 'slow', /is waiting \(ContainerCreating\)/],
    ['a failing probe', container({ running: {} }), 'slow', /runs but is not ready/],
    ['end with an error', container({ terminated: { exitCode: 2, reason: 'Error' } }), 'slow', /ended \(exit code 2\)/],
  ];
  test.each(cases)('%s', (_, state, kind, message) => {
    const trouble = troubleOfPod(with_(state));
    expect(trouble?.kind).toBe(kind);
    expect(trouble?.message).toMatch(message);
  });

  test('the worst of several is told, init containers among them', () => {
    const init = pod({
      phase: 'Pending',
      initContainerStatuses: [{ ...waiting('InvalidImageName'), name: 'init' }],
      containerStatuses: [waiting('ImagePullBackOff')],
    });
    expect(troubleOfPod(init)).toMatchObject({
      kind: 'imageName',
      message: expect.stringMatching(/container init/) as string,
    });
  });
});

test('a pod that fits on no node says why', () => {
  const conditions = [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/3 nodes are available: insufficient cpu',
    },
  ];
  expect(troubleOfPod(pod({ phase: 'Pending', conditions } as never))).toMatchObject({
    kind: 'unschedulable',
    message: 'pod web-1 fits on no node: 0/3 nodes are available: insufficient cpu',
  });
});

test('pods that are ready, finished or on their way out are in no trouble', () => {
  expect(
    troubleOfPod(
      pod({
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [{ name: 'app', ready: true }],
      } as never),
    ),
  ).toBeUndefined();
  expect(troubleOfPod(pod({ phase: 'Succeeded' }))).toBeUndefined();
  expect(
    troubleOfPod(pod({ phase: 'Pending', containerStatuses: [waiting('ErrImagePull')] }, { deletionTimestamp: 'now' })),
  ).toBeUndefined();
});

test('a workload whose pods cannot be created, and a claim whose volume is lost, say it themselves', () => {
  const conditions = [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' }];
  expect(
    troubleOfWorkload({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, status: { conditions } }),
  ).toMatchObject({ kind: 'creation', message: 'its pods cannot be created: exceeded quota' });
  expect(
    troubleOfWorkload({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {}, status: { phase: 'Lost' } })
      ?.kind,
  ).toBe('lost');
});

const owned = (uid: string, owner: string, revision: string): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    uid,
    annotations: { 'deployment.kubernetes.io/revision': revision },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: owner, controller: true }],
  },
});

test('of a Deployment only the newest ReplicaSet counts, and none until its controller has seen the change', () => {
  const deployment = (generation: number): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { uid: 'd', generation },
    status: { observedGeneration: 2 },
  });
  const sets = [owned('old', 'd', '2'), owned('new', 'd', '10'), owned('other', 'x', '11')].flatMap(
    (set) => viewReplicaSet(set) ?? [],
  );
  expect(ownerOfPods(deployment(2), sets)).toBe('new');
  expect(ownerOfPods(deployment(3), sets)).toBeUndefined();
});

test('pods of an older revision and crashes of a Job are told of but decide nothing', () => {
  const crash = container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 5 });
  const made = (revision: string): Pod =>
    pod(
      { phase: 'Running', containerStatuses: [crash] },
      {
        labels: { 'controller-revision-hash': revision },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 's', controller: true }],
      },
    );
  const set: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { uid: 's' },
    status: { updateRevision: 'b' },
  };
  expect(
    troubleOfPods(
      set,
      [viewPod(made('a'))].flatMap((view) => view ?? []),
    )?.kind,
  ).toBe('slow');
  expect(
    troubleOfPods(
      set,
      [viewPod(made('b'))].flatMap((view) => view ?? []),
    )?.kind,
  ).toBe('crash');
  expect(
    troubleOfPods(
      { ...set, kind: 'Job', status: {} },
      [viewPod(made('b'))].flatMap((view) => view ?? []),
    )?.kind,
  ).toBe('slow');
});
