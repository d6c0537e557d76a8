import { crds } from '../../../app/spec/crd/crds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { labels, outlives } from './common.ts';

/** The definitions of App, Tenant and Source. */
export function definitions(): KubeObject[] {
  return crds().map((crd) => ({
    ...crd,
    metadata: {
      ...crd.metadata,
      labels: { ...crd.metadata.labels, ...labels },
      annotations: { ...crd.metadata.annotations, ...outlives },
    },
  }));
}
