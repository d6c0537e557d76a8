import type { GroupRules } from './rule.ts';

export const kubeflow: GroupRules = {
  groups: ['kubeflow.org', 'trainer.kubeflow.org', 'machinelearning.seldon.io', 'mlops.seldon.io'],
  rules: [
    {
      kinds: [
        'TFJob',
        'PyTorchJob',
        'MPIJob',
        'XGBoostJob',
        'PaddleJob',
        'JAXJob',
        'TrainJob',
        'Experiment',
        'Trial',
        'ScheduledWorkflow',
      ],
      failed: "is(object, 'Failed')",
      suspended: "is(object, 'Suspended')",
      current: "anyIs(object, ['Succeeded', 'Complete', 'Enabled'])",
    },
    {
      kinds: ['Notebook'],
      current:
        "number(object, 'status.readyReplicas') > 0.0 || (has(metadata.annotations) && 'kubeflow-resource-stopped' in metadata.annotations)",
    },
    {
      kinds: ['SeldonDeployment'],
      failed: "text(object, 'status.state') == 'Failed'",
      current: "status.state == 'Available'",
      message: 'status.description',
    },
    { kinds: ['*'], blank: 'Current', otherwise: 'convention' },
  ],
};
