import { wordAt } from './patterns.ts';
import type { GroupRules } from './rule.ts';

/** The phase is a sentence; the list is that of the operator's API. */
export const cloudNativePg: GroupRules = {
  groups: ['postgresql.cnpg.io', 'postgresql.k8s.enterprisedb.io'],
  rules: [
    {
      kinds: ['Cluster'],
      suspended:
        "is(object, 'cnpg.io/hibernation') || " +
        "(has(metadata.annotations) && 'cnpg.io/reconciliation' in metadata.annotations && metadata.annotations['cnpg.io/reconciliation'] == 'disabled')",
      // A cluster without a primary is down, however briefly; what an operator does of its own accord to a running one is progress.
      failed:
        "status.phase in ['Failing over', 'Switchover in progress', 'Waiting for user action', 'Cluster upgrade delayed', " +
        "'Unable to create required cluster objects', 'Cluster is unrecoverable and needs manual intervention', " +
        "'Cluster has incomplete or invalid image catalog', 'Not enough disk space', " +
        "'Cluster cannot proceed to reconciliation due to an unknown plugin being required', " +
        "'Cluster cannot execute instance online upgrade due to missing architecture binary'] || isNot(object, 'cnpg.io/hibernation')",
      current: "status.phase == 'Cluster in healthy state'",
      message: "present(object, 'status.phaseReason') ? status.phaseReason : status.phase",
    },
    {
      kinds: ['Backup'],
      ...wordAt('status.phase', {
        current: ['completed'],
        failed: ['failed', 'walArchivingFailing', 'invalid backup definition'],
      }),
      message: "text(object, 'status.error') != '' ? status.error : status.phase",
    },
    {
      kinds: ['Database', 'Publication', 'Subscription'],
      // Only a success moves observedGeneration: a first try fails while the owner role is not there yet.
      ignoresGeneration: true,
      failed:
        'status.applied == false && (!has(metadata.generation) || status.observedGeneration == metadata.generation)',
      current:
        'status.applied == true && (!has(metadata.generation) || status.observedGeneration == metadata.generation)',
      message: 'status.message',
    },
    {
      kinds: ['Pooler', 'ScheduledBackup', 'ImageCatalog', 'ClusterImageCatalog'],
      blank: 'Current',
      otherwise: 'convention',
    },
  ],
};
