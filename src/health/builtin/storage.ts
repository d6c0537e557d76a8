import type { KubeObject } from '../../kube/object.ts';
import { conditionOf, say, statusOf, textAt, wordsOf } from '../status.ts';
import type { Health } from '../types.ts';

export function persistentVolumeClaim(object: KubeObject): Health {
  switch (textAt(statusOf(object), 'phase')) {
    case 'Bound':
      return say('Current', 'the claim is bound');
    case 'Lost':
      return say('Failed', 'the volume of the claim is gone');
    default:
      return say('InProgress', 'the claim is not bound; some storage classes wait for the first pod that uses it');
  }
}

export function persistentVolume(object: KubeObject): Health {
  const status = statusOf(object);
  switch (textAt(status, 'phase')) {
    case 'Failed':
      return say('Failed', textAt(status, 'message') || 'the volume could not be reclaimed');
    case 'Available':
    case 'Bound':
      return say('Current');
    case 'Released':
      return say('Current', 'the volume waits to be reclaimed');
    default:
      return say('InProgress', 'the volume is not available yet');
  }
}

export function volumeAttachment(object: KubeObject): Health {
  const { attached } = statusOf(object);
  return attached === true ? say('Current') : say('InProgress', 'the volume is not attached yet');
}

/** StorageVersionMigration, and other kinds that run once and say Succeeded or Failed. */
export function migration(object: KubeObject): Health {
  const failed = conditionOf(object, 'Failed');
  if (failed?.status === 'True') return say('Failed', wordsOf(failed));
  if (conditionOf(object, 'Succeeded')?.status === 'True') return say('Current');
  return say('InProgress', 'the migration runs');
}
