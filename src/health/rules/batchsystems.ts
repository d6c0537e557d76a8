import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** Volcano, Kueue, JobSet and LeaderWorkerSet: queues and groups of pods. */
export const batchSystems: GroupRules = {
  groups: [
    'batch.volcano.sh',
    'scheduling.volcano.sh',
    'flow.volcano.sh',
    'kueue.x-k8s.io',
    'jobset.x-k8s.io',
    'leaderworkerset.x-k8s.io',
    'workload.codeflare.dev',
    'scheduling.x-k8s.io',
  ],
  rules: [
    {
      kinds: ['Job'],
      ...wordAt('status.state.phase', {
        current: ['Completed'],
        failed: ['Failed', 'Aborted', 'Terminated'],
        inProgress: ['Pending', 'Running', 'Restarting', 'Completing', 'Aborting', 'Terminating', ''],
      }),
    },
    {
      kinds: ['PodGroup'],
      ...wordAt('status.phase', {
        current: ['Running', 'Completed', 'Scheduled', 'Finished'],
        failed: ['Unknown', 'Failed'],
      }),
    },
    {
      kinds: ['Queue'],
      ...wordAt('status.state', { current: ['Open', ''], suspended: ['Closed', 'Closing'], unknown: ['Unknown'] }),
    },
    {
      kinds: ['Workload'],
      failed: "condition(object, 'Finished').reason in ['JobFailed', 'Failed', 'OutOfSync']",
      suspended: 'spec.active == false',
      current: "is(object, 'Finished')",
    },
    {
      kinds: ['ClusterQueue', 'LocalQueue', 'AdmissionCheck'],
      failed: "isNot(object, 'Active')",
      current: "is(object, 'Active')",
    },
    {
      kinds: ['JobSet'],
      suspended: "flag(object, 'spec.suspend')",
      failed: "is(object, 'Failed')",
      current: "is(object, 'Completed')",
    },
    { kinds: ['LeaderWorkerSet'], current: "is(object, 'Available') && !is(object, 'UpdateInProgress')" },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
