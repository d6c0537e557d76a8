/** What a pod names and cannot start without. */
import type { KubeObject } from '../../kube/object.ts';
import { type Fields, listAt, mapAt, textAt } from './fields.ts';

/** The template of the pods an object makes, by the places where kinds keep it; of kinds nobody told us about as well. */
export function podTemplateOf(object: KubeObject): Fields | undefined {
  if (object.kind === 'Pod' && object.apiVersion === 'v1') return object;
  return mapAt(object, 'spec', 'template') ?? mapAt(object, 'spec', 'jobTemplate', 'spec', 'template');
}

interface Named {
  readonly kind: string;
  readonly name: string;
}

/** ConfigMaps, Secrets, claims and the service account of a pod's spec, in its namespace. */
export function namedByPod(spec: Fields): Named[] {
  const containers = [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')];
  return [
    ...listAt(spec, 'volumes').flatMap(namedByVolume),
    ...containers.flatMap(namedByContainer),
    ...listAt(spec, 'imagePullSecrets').flatMap((secret) => named('Secret', secret, 'name')),
    ...named('ServiceAccount', { name: serviceAccountOf(spec) }, 'name'),
  ];
}

/** `serviceAccount` is the field's old name, which the API still takes. */
export function serviceAccountOf(spec: Fields): string | undefined {
  return textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount');
}

function namedByVolume(volume: Fields): Named[] {
  return [
    ...named('ConfigMap', mapAt(volume, 'configMap'), 'name'),
    ...named('Secret', mapAt(volume, 'secret'), 'secretName'),
    ...named('PersistentVolumeClaim', mapAt(volume, 'persistentVolumeClaim'), 'claimName'),
    ...named('Secret', mapAt(volume, 'csi', 'nodePublishSecretRef'), 'name'),
    ...listAt(mapAt(volume, 'projected'), 'sources').flatMap((source) => [
      ...named('ConfigMap', mapAt(source, 'configMap'), 'name'),
      ...named('Secret', mapAt(source, 'secret'), 'name'),
    ]),
  ];
}

function namedByContainer(container: Fields): Named[] {
  return [
    ...listAt(container, 'envFrom').flatMap((from) => [
      ...named('ConfigMap', mapAt(from, 'configMapRef'), 'name'),
      ...named('Secret', mapAt(from, 'secretRef'), 'name'),
    ]),
    ...listAt(container, 'env').flatMap((variable) => [
      ...named('ConfigMap', mapAt(variable, 'valueFrom', 'configMapKeyRef'), 'name'),
      ...named('Secret', mapAt(variable, 'valueFrom', 'secretKeyRef'), 'name'),
    ]),
  ];
}

function named(kind: string, reference: Fields | undefined, field: string): Named[] {
  const name = textAt(reference, field);
  return name === undefined ? [] : [{ kind, name }];
}
