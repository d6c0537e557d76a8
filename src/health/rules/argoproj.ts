import { trueOrReasons, wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/**
 * Argo CD, Workflows, Events and Rollouts share the group.
 * Rollouts before 1.0 report no phase, and a hash as observedGeneration: then replicas are counted as for a Deployment.
 */
const legacy = "text(object, 'status.phase') == ''";
const wanted = "number(object, 'spec.replicas', 1)";

const counted = [
  `number(object, 'status.updatedReplicas') < ${wanted}`,
  `number(object, 'status.replicas') > number(object, 'status.updatedReplicas')`,
  `number(object, 'status.availableReplicas') < ${wanted}`,
  `isNot(object, 'Available')`,
].join(' || ');

/** A Rollout that borrows the template of a Deployment notes that one's generation on itself. */
const templateLags =
  'has(status.workloadObservedGeneration) && ' +
  "has(metadata.annotations) && 'rollout.argoproj.io/workload-generation' in metadata.annotations && " +
  "metadata.annotations['rollout.argoproj.io/workload-generation'] != text(object, 'status.workloadObservedGeneration')";

export const argoproj: GroupRules = {
  groups: ['argoproj.io'],
  rules: [
    {
      kinds: ['Rollout'],
      failed:
        "status.phase == 'Degraded' || flag(object, 'status.abort') || is(object, 'InvalidSpec') || " +
        "condition(object, 'Progressing').reason in ['RolloutAborted', 'ProgressDeadlineExceeded']",
      suspended:
        "text(object, 'status.phase') == 'Paused' || flag(object, 'spec.paused') || " +
        `(${legacy} && condition(object, 'Progressing').reason == 'RolloutPaused')`,
      inProgress: `(${templateLags}) || text(object, 'status.phase') == 'Progressing' || (${legacy} && (${counted}))`,
      current: `${legacy} || status.phase == 'Healthy'`,
    },
    {
      kinds: ['AnalysisRun', 'Experiment'],
      ...wordAt('status.phase', { current: ['Successful'], failed: ['Failed', 'Error'], unknown: ['Inconclusive'] }),
    },
    {
      kinds: ['Workflow', 'WorkflowTaskSet'],
      suspended: "flag(object, 'spec.suspend')",
      failed: "status.phase in ['Failed', 'Error']",
      current: "status.phase in ['Succeeded', 'Skipped', 'Omitted']",
    },
    {
      kinds: ['CronWorkflow'],
      blank: 'Current',
      failed: "anyIs(object, ['SpecError', 'SubmissionError'])",
      current: 'true',
    },
    {
      kinds: ['Application'],
      ...wordAt('status.health.status', {
        current: ['Healthy'],
        failed: ['Degraded'],
        suspended: ['Suspended'],
        unknown: ['Missing', 'Unknown'],
      }),
      message: 'status.health.message',
    },
    {
      kinds: ['ApplicationSet'],
      failed:
        "is(object, 'ErrorOccurred') || isNot(object, 'ResourcesUpToDate') || isNot(object, 'ParametersGenerated')",
      inProgress: "is(object, 'RolloutProgressing')",
      current: "is(object, 'ResourcesUpToDate')",
    },
    { kinds: ['EventBus'], ...trueOrReasons('Deployed', []) },
    {
      kinds: ['EventSource', 'Sensor'],
      failed: "anyIsNot(object, ['Deployed', 'SourcesProvided', 'DependenciesProvided', 'TriggersProvided'])",
      current: "is(object, 'Deployed')",
    },
    {
      kinds: [
        'AppProject',
        'AnalysisTemplate',
        'ClusterAnalysisTemplate',
        'WorkflowTemplate',
        'ClusterWorkflowTemplate',
        'WorkflowEventBinding',
      ],
      always: 'Current',
    },
  ],
};
