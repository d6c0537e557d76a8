import { Problem } from '../../lib/errors.ts';
import type { App } from './schema.ts';

/**
 * What a push has to know of an App that is written for an operator: the fields that it will not act on, as people write them.
 * Problem `InvalidSpec` for what it cannot do without an operator.
 */
export function checkForPush({ metadata, spec }: App): readonly string[] {
  const { source, sync } = spec;
  if (source.ref) {
    throw new Problem('InvalidSpec', `spec.source.ref takes files from a Source object, and only an operator does`, {
      where: `App ${metadata.name}, spec.source.ref`,
      hint: 'push a directory, or write git, oci or chart into the App; kubectl apply gives the App to an operator',
    });
  }
  const forOperator: readonly (readonly [field: string, isGiven: boolean])[] = [
    ['source.git.secretRef', source.git?.secretRef !== undefined],
    ['source.git.verify', source.git?.verify !== undefined],
    ['source.oci.secretRef', source.oci?.secretRef !== undefined],
    ['source.oci.mirrors', (source.oci?.mirrors.length ?? 0) > 0],
    ['source.chart.secretRef', source.chart?.secretRef !== undefined],
    ['sync.windows', sync.windows.length > 0],
    ['serviceAccountName', spec.serviceAccountName !== undefined],
    ['notify', spec.notify.length > 0],
  ];
  return forOperator.filter(([, isGiven]) => isGiven).map(([field]) => `spec.${field}`);
}
