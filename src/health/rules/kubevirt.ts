import type { GroupRules } from './rule.ts';
import { wordAt } from './patterns.ts';

export const kubevirt: GroupRules = {
  groups: [
    'kubevirt.io',
    'cdi.kubevirt.io',
    'hco.kubevirt.io',
    'ssp.kubevirt.io',
    'instancetype.kubevirt.io',
    'snapshot.kubevirt.io',
    'export.kubevirt.io',
    'clone.kubevirt.io',
    'networkaddonsoperator.network.kubevirt.io',
  ],
  rules: [
    {
      kinds: ['VirtualMachine'],
      failed:
        "is(object, 'Failure') || text(object, 'status.printableStatus') in ['CrashLoopBackOff', 'ErrorUnschedulable', " +
        "'ErrImagePull', 'ImagePullBackOff', 'ErrorPvcNotFound', 'ErrorDataVolumeNotFound', 'DataVolumeError', 'Unknown']",
      suspended: "is(object, 'Paused') || text(object, 'status.printableStatus') in ['Stopped', 'Paused', 'Halted']",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['VirtualMachineInstance'],
      failed: "status.phase == 'Failed' || is(object, 'Failure')",
      suspended: "is(object, 'Paused') || text(object, 'status.phase') == 'Succeeded'",
      current: "is(object, 'Ready')",
    },
    {
      kinds: ['DataVolume'],
      failed:
        "status.phase in ['Failed', 'Unknown'] || (text(object, 'status.phase') != 'Succeeded' && isNot(object, 'Running') && condition(object, 'Running').reason == 'Error')",
      suspended: "text(object, 'status.phase') == 'Paused'",
      current: "status.phase == 'Succeeded'",
      message: "condition(object, 'Running').message",
    },
    {
      kinds: [
        'VirtualMachineInstanceMigration',
        'VirtualMachineSnapshot',
        'VirtualMachineRestore',
        'VirtualMachineExport',
        'VirtualMachineClone',
      ],
      ...wordAt('status.phase', { current: ['Succeeded', 'Ready'], failed: ['Failed'] }),
    },
    {
      kinds: ['KubeVirt', 'CDI', 'HyperConverged', 'SSP', 'NetworkAddonsConfig'],
      failed: "is(object, 'Degraded')",
      inProgress: "is(object, 'Progressing')",
      current: "is(object, 'Available')",
    },
    {
      kinds: [
        'VirtualMachineInstancetype',
        'VirtualMachineClusterInstancetype',
        'VirtualMachinePreference',
        'VirtualMachineClusterPreference',
        'VirtualMachineInstancePreset',
        'StorageProfile',
        'DataSource',
      ],
      blank: 'Current',
      otherwise: 'convention',
    },
  ],
};
