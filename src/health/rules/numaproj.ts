import type { GroupRules, KindRule } from './rule.ts';

const progressiveFailed =
  "has(metadata.labels) && 'numaplane.numaproj.io/progressive-result-state' in metadata.labels && " +
  "metadata.labels['numaplane.numaproj.io/progressive-result-state'] == 'failed'";

/** Numaflow: a pause is asked for, and a pipeline that is paused is as it should be. */
const pipeline: Omit<KindRule, 'kinds'> = {
  failed: `text(object, 'status.phase') == 'Failed' || (${progressiveFailed}) || list(object, 'status.conditions').exists(c, c.status == 'False')`,
  current: "status.phase in ['Running', 'Paused', 'Pausing']",
};

const childFailed = "isNot(object, 'ChildResourcesHealthy')";
const childReason = "condition(object, 'ChildResourcesHealthy').reason";
const upgrading =
  "(text(object, 'status.phase') == 'Pending' || text(object, 'status.upgradeInProgress') != '') && !isNot(object, 'ProgressiveUpgradeSucceeded')";

export const numaproj: GroupRules = {
  groups: ['numaflow.numaproj.io', 'numaplane.numaproj.io'],
  rules: [
    { kinds: ['Pipeline', 'Vertex', 'InterStepBufferService', 'MonoVertex', 'ServingPipeline'], ...pipeline },
    {
      kinds: ['PipelineRollout'],
      failed: `text(object, 'status.phase') == 'Failed' || ${childFailed}`,
      suspended: "is(object, 'PipelinePausingOrPaused')",
      current: "is(object, 'ChildResourcesHealthy') && status.phase == 'Deployed'",
    },
    {
      kinds: ['MonoVertexRollout'],
      failed: `!(${upgrading}) && (text(object, 'status.phase') == 'Failed' || isNot(object, 'ProgressiveUpgradeSucceeded') || (${childFailed} && ${childReason} == 'MonoVertexFailed'))`,
      inProgress: `(${upgrading}) || (${childFailed} && ${childReason} == 'Progressing')`,
      current: "is(object, 'MonoVertexPausingOrPaused') || is(object, 'ChildResourcesHealthy')",
      otherwise: 'Unknown',
    },
    {
      kinds: ['ISBServiceRollout'],
      failed: `text(object, 'status.phase') == 'Failed' || ${childFailed}`,
      current: "is(object, 'ChildResourcesHealthy') && status.phase == 'Deployed'",
    },
    {
      kinds: ['NumaflowControllerRollout', 'NumaflowController'],
      failed: `text(object, 'status.phase') == 'Failed' || (${childFailed} && ${childReason} != 'Progressing')`,
      inProgress: `(${upgrading}) || ${childReason} == 'Progressing'`,
      current: "is(object, 'ChildResourcesHealthy') && status.phase == 'Deployed'",
      otherwise: 'Unknown',
    },
  ],
};
